/** Prices, dates and country names in the shopper's language. */

import type { Money } from '../api/types'
import { locales, memoize, moneyFormat } from './formatters'
import { type Lang, lang } from './index'

export function formatMoney({ amount, currency }: Money, language: Lang = lang.value): string {
  const format = moneyFormat(language, currency)
  return format.format(amount / minorUnits(format))
}

/** Return the minor units in one unit of the currency: 100 for EUR, 1 for JPY. */
export function minorUnitsOf(currency: string): number {
  return minorUnits(moneyFormat('es', currency))
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

const regionNames = memoize(
  (language: Lang) => new Intl.DisplayNames([locales[language]], { type: 'region' }),
)

function minorUnits(format: Intl.NumberFormat): number {
  return 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)
}
