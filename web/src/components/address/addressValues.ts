import type { Address, NewAddress } from '../../api/types'

const parts = ['line1', 'line2', 'city', 'region', 'postal_code', 'country'] as const

/** The address that stands in texts by pointer, without what was left empty. */
export function readAddress(texts: Record<string, string>, under: string): NewAddress {
  const filled = parts
    .map((part) => [part, texts[`${under}/${part}`]?.trim()])
    .filter(([, text]) => text)
  return { line1: '', city: '', postal_code: '', country: '', ...Object.fromEntries(filled) }
}

/** The other way round: an address as texts by pointer. */
export function addressTexts(address: Address, under: string): Record<string, string> {
  return Object.fromEntries(parts.map((part) => [`${under}/${part}`, address[part] ?? '']))
}

/** Whether they are the same place. */
export const isSamePlace = (one: Address | NewAddress, other: Address | NewAddress): boolean =>
  parts.every((part) => (one[part] ?? '') === (other[part] ?? ''))
