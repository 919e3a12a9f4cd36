import { expect, test } from 'vitest'
import { toE164 } from '../src/components/address/countries'

test('a national phone number is read by its country', () => {
  expect(toE164('612 345 678', 'ES')).toBe('+34612345678')
  expect(toE164('06 12 34 56 78', 'FR')).toBe('+33612345678')
  expect(toE164('06 1234 5678', 'IT')).toBe('+390612345678')
})

test('an international number keeps its country', () => {
  expect(toE164('+351 912 345 678', 'ES')).toBe('+351912345678')
  expect(toE164('00351 912-345-678', 'ES')).toBe('+351912345678')
})

test('an invalid number is null', () => {
  expect(toE164('seis uno dos', 'ES')).toBeNull()
  expect(toE164('612', 'ES')).toBeNull()
  expect(toE164('', 'ES')).toBeNull()
})
