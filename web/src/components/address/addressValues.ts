/** Addresses as the values of a form's fields, by JSON pointer. */

import type { Address, NewAddress } from '../../api/types'
import { t } from '../../i18n'
import { isBlank, oneLine } from '../lineText'
import { countries, isPostalCode } from './countries'

const names = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const

/** Return the address in the fields below `pointer`, without those that are empty. */
export function addressFromValues(values: Record<string, string>, pointer: string): NewAddress {
  const filled = names
    .map((name) => [name, oneLine(values[`${pointer}/${name}`] ?? '')])
    .filter(([, value]) => value)
  return { line1: '', city: '', country: '', ...Object.fromEntries(filled) }
}

/** Return the values of the fields below `pointer` for an address. */
export function addressToValues(address: Address, pointer: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${pointer}/${name}`, address[name] ?? '']))
}

/** Return what is missing or wrong in the address below `pointer`; the API checks it again. */
export function addressErrors(
  values: Record<string, string>,
  pointer: string,
): Record<string, string> {
  const labels = t.value.checkout
  const text = (name: string) => values[`${pointer}/${name}`] ?? ''
  const codes = countries.value?.[text('country')]
  const needed = ['country', 'line1', ...(codes?.required ? ['postal_code'] : []), 'city']
  const missing = needed.filter((name) => isBlank(text(name)))
  const errors = Object.fromEntries(missing.map((name) => [name, labels.required]))
  if (!isBlank(text('postal_code')) && !isPostalCode(codes, text('postal_code'))) {
    errors.postal_code = labels.badPostalCode(codes?.example ?? '')
  }
  return Object.fromEntries(
    Object.entries(errors).map(([name, error]) => [`${pointer}/${name}`, error]),
  )
}
