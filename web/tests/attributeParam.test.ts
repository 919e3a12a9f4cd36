import { expect, test } from 'vitest'
import {
  formatAttributes,
  isFull,
  parseAttributes,
  toggle,
} from '../src/pages/search/attributeParam'

const formatted = (...pairs: [string, string][]) =>
  formatAttributes(pairs.reduce((chosen, pair) => toggle(chosen, ...pair), parseAttributes('')))

test.each([
  ['Color', 'Rojo'],
  ['Diseño', 'Ñandú 🪑 «œ»'],
  ['a,b:c\\', '\\,:\\\\'],
  ['Peso', '2,5 kg'],
])('%s: %s is read as it was written', (name, value) => {
  const text = formatted([name, value], ['Otro', 'x'])
  expect(parseAttributes(text).get(name)).toEqual([value])
  expect(parseAttributes(text).get('Otro')).toEqual(['x'])
  expect(formatAttributes(parseAttributes(text))).toBe(text)
})

test('values of one name are together, and one chosen again is removed', () => {
  const text = formatted(['Color', 'Rojo'], ['Material', 'Roble'], ['Color', 'Azul'])
  expect(text).toBe('Color:Rojo,Color:Azul,Material:Roble')
  const chosen = parseAttributes(text)
  expect(formatAttributes(toggle(chosen, 'Material', 'Roble'))).toBe('Color:Rojo,Color:Azul')
  expect(formatted(['Color', 'Rojo'], ['Color', 'Rojo'])).toBeUndefined()
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
])('what is malformed is left out: %j', (text) => {
  expect(formatAttributes(parseAttributes(text))).toBeUndefined()
})

test('no more are read, or may be chosen, than the API takes', () => {
  const many = Array.from({ length: 14 }, (_, i) => `Color:${i}`).join(',')
  const chosen = parseAttributes(many)
  expect(chosen.get('Color')).toHaveLength(12)
  expect(isFull(chosen)).toBe(true)
  expect(isFull(toggle(chosen, 'Color', '3'))).toBe(false)
})
