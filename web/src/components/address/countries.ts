/** The countries that the shop ships to, by code, with the calling codes of phone numbers. */

export const callingCodes: Record<string, string> = {
  ES: '34',
  PT: '351',
  FR: '33',
  AD: '376',
  DE: '49',
  AT: '43',
  BE: '32',
  NL: '31',
  LU: '352',
  IT: '39',
  IE: '353',
  DK: '45',
  SE: '46',
  FI: '358',
  PL: '48',
  CZ: '420',
  GR: '30',
}

/** Countries whose national numbers begin with a 0 that international ones leave out. */
const trunkZero = new Set(['FR', 'DE', 'AT', 'BE', 'NL', 'IE', 'SE', 'FI'])

/** Return a phone number as E.164; null if it is no valid number. */
export function toE164(text: string, country: string): string | null {
  const compact = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  const local = trunkZero.has(country) ? compact.replace(/^0/, '') : compact
  const number = compact.startsWith('+') ? compact : `+${callingCodes[country] ?? ''}${local}`
  return /^\+[1-9]\d{7,14}$/.test(number) ? number : null
}
