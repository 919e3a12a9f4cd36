import { expect, test } from 'vitest'
import {
  isFull,
  readAttributes,
  toggled,
  writeAttributes,
} from '../src/pages/search/attributeParam'

const written = (...pairs: [string, string][]) =>
  writeAttributes(pairs.reduce((chosen, pair) => toggled(chosen, ...pair), readAttributes('')))

test.each([
  ['Color', 'Rojo'],
  ['Diseño', 'Ñandú 🪑 «œ»'],
  ['a,b:c\\', '\\,:\\\\'],
  ['Peso', '2,5 kg'],
])('%s: %s comes back from the address as it was', (name, value) => {
  const text = written([name, value], ['Otro', 'x'])
  expect(readAttributes(text).get(name)).toEqual([value])
  expect(readAttributes(text).get('Otro')).toEqual(['x'])
  expect(writeAttributes(readAttributes(text))).toBe(text)
})

test('values of one name stand together, and one chosen again is taken back', () => {
  const text = written(['Color', 'Rojo'], ['Material', 'Roble'], ['Color', 'Azul'])
  expect(text).toBe('Color:Rojo,Color:Azul,Material:Roble')
  const chosen = readAttributes(text)
  expect(writeAttributes(toggled(chosen, 'Material', 'Roble'))).toBe('Color:Rojo,Color:Azul')
  expect(written(['Color', 'Rojo'], ['Color', 'Rojo'])).toBeUndefined()
})

test.each([
  '',
  ',',
  ':',
  'Color',
  'Color:',
  ':Rojo',
  'Color:Ro\njo',
  'Color:x\\',
  'x'.repeat(2000),
])('what is no pair is passed over: %j', (text) => {
  expect(writeAttributes(readAttributes(text))).toBeUndefined()
})

test('no more are read, or may be chosen, than the shop narrows by', () => {
  const many = Array.from({ length: 14 }, (_, i) => `Color:${i}`).join(',')
  const chosen = readAttributes(many)
  expect(chosen.get('Color')).toHaveLength(12)
  expect(isFull(chosen)).toBe(true)
  expect(isFull(toggled(chosen, 'Color', '3'))).toBe(false)
})
