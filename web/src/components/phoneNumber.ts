/** What a phone number needs before the API judges it. */

/** Which of a phone number's parts is missing; null: none. */
export function phoneFault(text: string): 'countryCode' | 'digits' | null {
  const digits = text.normalize('NFKC').replace(/[^+\p{Nd}]/gu, '')
  if (!/\p{Nd}{5}/u.test(digits)) return 'digits'
  return /^(?:\+|00)/.test(digits) ? null : 'countryCode'
}
