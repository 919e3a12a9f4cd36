/**
 * Links that write to a buyer or call them.
 *
 * Buyers write their own addresses: a "?" or "&" in one must not become a field of the message, such
 * as a copy to somebody else.
 */

/** Return the URL that begins a message to this address, and to no other. */
export function mailtoHref(email: string): string {
  const at = email.lastIndexOf('@')
  const parts = [email.slice(0, at), email.slice(at + 1)].map((part) =>
    encodeURIComponent(part.replace(/\p{Cc}/gu, '')),
  )
  return `mailto:${parts.join('@')}`
}

/** Return the URL that calls this number. */
export const telHref = (phone: string) => `tel:${phone.replace(/[^+\d]/g, '')}`
