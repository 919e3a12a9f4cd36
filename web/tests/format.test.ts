import { expect, test } from 'vitest'
import { formatDate, formatMoney, minorUnitsOf } from '../src/i18n/format'

const plain = (text: string) => text.replace(/\s/g, ' ')

test('a price is formatted for each language', () => {
  const price = { amount: 14990, currency: 'EUR' }
  expect(plain(formatMoney(price, 'es'))).toBe('149,90 €')
  expect(plain(formatMoney(price, 'en'))).toBe('€149.90')
})

test('minor units follow the currency', () => {
  expect(minorUnitsOf('EUR')).toBe(100)
  expect(minorUnitsOf('JPY')).toBe(1)
  expect(plain(formatMoney({ amount: 1500, currency: 'JPY' }, 'en'))).toContain('1,500')
})

test('a date is formatted for each language', () => {
  expect(formatDate('2026-03-05T12:00:00Z', 'es')).toBe('5 de marzo de 2026')
  expect(formatDate('2026-03-05T12:00:00Z', 'en')).toBe('5 March 2026')
})
