/** The countries that parcels can go to, and their postal codes: the one table of the services. */

import { signal } from '@preact/signals'
import { type Lang, lang } from '../../i18n'
import { countryName } from '../../i18n/format'

/** The postal codes of a country; without a pattern it has none. */
export interface PostalCodes {
  /** A regular expression of capitals and digits alone. */
  pattern?: string
  example?: string
  required?: boolean
  /** What the country calls them; a postal code if unset. */
  name?: string
}

/** By ISO 3166-1 code; null until the table is loaded. */
export const countries = signal<Record<string, PostalCodes> | null>(null)

/** Fetch the table, which only forms with an address need. */
export async function loadCountries(): Promise<void> {
  if (countries.value) return
  const table = await import('../../../../chassis/contact/postal_codes.json')
  countries.value = table.default
}

/** Return the codes of all countries, by their names in the shopper's language. */
export function countryCodes(language: Lang = lang.value): string[] {
  const { compare } = new Intl.Collator(language)
  const names = new Map(
    Object.keys(countries.value ?? {}).map((code) => [code, countryName(code, language)]),
  )
  return [...names].sort(([, one], [, other]) => compare(one, other)).map(([code]) => code)
}

/** Whether the text is a postal code of the country, however it is grouped and whatever its case. */
export function isPostalCode(codes: PostalCodes | undefined, text: string): boolean {
  if (!codes?.pattern) return true
  const plain = text.normalize('NFKC').toUpperCase()
  // Digits of other scripts are left to the services, which know them all.
  if (/[^\P{Nd}0-9]/u.test(plain)) return true
  return new RegExp(`^(?:${codes.pattern})$`).test(plain.replace(/[^A-Z0-9]+/g, ''))
}
