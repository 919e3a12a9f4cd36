/** Addresses as the values of a form's fields, by JSON pointer. */

import type { Address, NewAddress } from '../../api/types'

const names = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const

/** Return the address in the fields below `pointer`, without those that are empty. */
export function addressFromValues(values: Record<string, string>, pointer: string): NewAddress {
  const filled = names
    .map((name) => [name, values[`${pointer}/${name}`]?.trim()])
    .filter(([, value]) => value)
  return { line1: '', city: '', postal_code: '', country: '', ...Object.fromEntries(filled) }
}

/** Return the values of the fields below `pointer` for an address. */
export function addressToValues(address: Address, pointer: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${pointer}/${name}`, address[name] ?? '']))
}
