import { expect, test } from 'vitest'
import prices from '../../tests/tables/prices.json'
import { formatDate, formatMoney } from '../src/i18n/format'

test.for(prices)('$amount minor units of $currency are written as on the receipt', (price) => {
  expect(formatMoney(price, 'es')).toBe(price.es)
  expect(formatMoney(price, 'en')).toBe(price.en)
})

test('a date is formatted for each language', () => {
  expect(formatDate('2026-03-05T12:00:00Z', 'es')).toBe('5 de marzo de 2026')
  expect(formatDate('2026-03-05T12:00:00Z', 'en')).toBe('5 March 2026')
})
