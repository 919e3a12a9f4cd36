/** Prices, dates and country names in the shopper's language. */

import type { Money } from '../api/types'
import { decimalsOf, locales, memoize, moneyFormat } from './formatters'
import { type Lang, lang } from './index'

export function formatMoney({ amount, currency }: Money, language: Lang = lang.value): string {
  return moneyFormat(language, currency).format(amount / minorUnitsOf(currency))
}

/** Return the minor units in one unit of the currency: 100 for EUR, 1 for JPY. */
export const minorUnitsOf = (currency: string) => 10 ** decimalsOf(currency)

/** Return the code and name of a currency: "EUR (euro)". */
export function currencyName(code: string, language: Lang = lang.value): string {
  const name = currencyNames(language).of(code)
  return name && name !== code ? `${code} (${name})` : code
}

export function formatDate(rfc3339: string, language: Lang = lang.value): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long' }).format(new Date(rfc3339))
}

export function formatMoment(rfc3339: string, language: Lang = lang.value): string {
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(rfc3339))
}

export function countryName(code: string, language: Lang = lang.value): string {
  return regionNames(language).of(code) ?? code
}

const currencyNames = memoize(
  (language: Lang) => new Intl.DisplayNames([locales[language]], { type: 'currency' }),
)

const regionNames = memoize(
  (language: Lang) => new Intl.DisplayNames([locales[language]], { type: 'region' }),
)
