/** Prices, dates and country names as the shopper's language writes them. */

import type { Money } from '../api/types'
import { type Lang, lang } from './index'

/** Both languages are written as in Europe: 24-hour days first, the euro where it is spent. */
const locales: Record<Lang, string> = { es: 'es-ES', en: 'en-IE' }

const moneyFormats = new Map<string, Intl.NumberFormat>()

export function formatMoney({ amount, currency }: Money, language: Lang = lang.value): string {
  const format = moneyFormat(currency, language)
  return format.format(amount / minorUnits(format))
}

/** Minor units in one unit of the currency: 100 for EUR, 1 for JPY. */
export function minorUnitsOf(currency: string): number {
  return minorUnits(moneyFormat(currency, 'es'))
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
  return new Intl.DisplayNames([locales[language]], { type: 'region' }).of(code) ?? code
}

function moneyFormat(currency: string, language: Lang): Intl.NumberFormat {
  const key = `${language} ${currency}`
  let format = moneyFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locales[language], { style: 'currency', currency })
    moneyFormats.set(key, format)
  }
  return format
}

function minorUnits(format: Intl.NumberFormat): number {
  return 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)
}
