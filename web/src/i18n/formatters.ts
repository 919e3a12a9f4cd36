/** The browser's formatters (`Intl`), each made once: on a slow phone, making one is expensive. */

import { decimals, symbols } from '../../../chassis/money/currency_formats.json'
import type { Lang } from './language'

/** European conventions in both languages: 24-hour times, the day before the month, euros. */
export const locales: Record<Lang, string> = { es: 'es-ES', en: 'en-IE' }

/** Return `make` with its results cached by its arguments. */
export function memoize<Args extends string[], Result>(
  make: (...args: Args) => Result,
): (...args: Args) => Result {
  const results = new Map<string, Result>()
  return (...args) => {
    const key = args.join(' ')
    const result = results.get(key) ?? make(...args)
    results.set(key, result)
    return result
  }
}

/** Return the decimals of a currency by ISO 4217: 2 for EUR. `Intl` has others for some, as COP. */
export function decimalsOf(currency: string): number {
  const [digits = '2'] =
    Object.entries(decimals).find(([, codes]) => codes.split(' ').includes(currency)) ?? []
  return Number(digits)
}

export const moneyFormat = memoize((language: Lang, currency: string) => {
  const digits = decimalsOf(currency)
  return new Intl.NumberFormat(locales[language], {
    style: 'currency',
    currency,
    // As the receipt writes it: "GBP" has its symbol in both languages, "COP" has none in either.
    currencyDisplay: currency in symbols ? symbolStyle(currency) : 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
})

/** The narrow symbol of USD is "$", which is that of many others too. */
const symbolStyle = (currency: string) => (currency === 'USD' ? 'symbol' : 'narrowSymbol')
