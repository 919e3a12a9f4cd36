/** Amounts as people type them: the same cases as for files, in tests/tables/amounts.json. */

import { expect, test } from 'vitest'
import cases from '../../tests/tables/amounts.json'
import { type AmountFault, parseAmount, writeAmount } from '../src/i18n/amountText'

interface Case {
  text: string
  currency: string
  decimal: string
  amount?: number
  fault?: string
  readings?: string[]
}

test.for(cases as Case[])(
  '$text in $currency with "$decimal" has one reading, or is refused',
  ({ text, currency, decimal, amount, fault, readings }) => {
    const expected = amount ?? (readings ? { fault, readings } : { fault })
    expect(parseAmount(text, currency, decimal as '.' | ',')).toEqual(expected)
  },
)

test.for([
  ['EUR', 14990, '149,90'],
  ['COP', 14990000, '149900,00'],
  ['JPY', 149900, '149900'],
  ['KWD', 12500, '12,500'],
  ['CLF', 125000, '12,5000'],
  ['EUR', 5, '0,05'],
] as const)('an amount of %s is read as it is written', ([currency, amount, text]) => {
  expect(writeAmount(amount, currency, ',')).toBe(text)
  const read: number | AmountFault = parseAmount(text, currency, ',')
  expect(read).toBe(amount)
})
