import { expect, test } from 'vitest'
import { toE164 } from '../src/components/address/countries'

test('a phone number is understood as it is written at home', () => {
  expect(toE164('612 345 678', 'ES')).toBe('+34612345678')
  expect(toE164('06 12 34 56 78', 'FR')).toBe('+33612345678')
  expect(toE164('06 1234 5678', 'IT')).toBe('+390612345678')
})

test('an international number keeps its country', () => {
  expect(toE164('+351 912 345 678', 'ES')).toBe('+351912345678')
  expect(toE164('00351 912-345-678', 'ES')).toBe('+351912345678')
})

test('what cannot be a number is none', () => {
  expect(toE164('seis uno dos', 'ES')).toBeNull()
  expect(toE164('612', 'ES')).toBeNull()
  expect(toE164('', 'ES')).toBeNull()
})
