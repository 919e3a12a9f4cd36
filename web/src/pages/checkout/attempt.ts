/**
 * One idempotency key a checkout, kept until the store has answered for certain.
 *
 * The key and what was sent with it lie in sessionStorage, so that a second click, a
 * reload or a lost answer asks for the same order again instead of for another one.
 */

import type { NewOrder } from '../../api/types'

export interface Attempt {
  key: string
  /** As first sent: a repeat must bring the same, or the store refuses the key. */
  body: NewOrder
}

const KEPT = 'tienda.checkout.attempt'

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The attempt that is still without an answer. */
export function openAttempt(storage: Kept): Attempt | null {
  try {
    const attempt: unknown = JSON.parse(storage.getItem(KEPT) ?? 'null')
    return isAttempt(attempt) ? attempt : null
  } catch {
    return null
  }
}

/** Goes on with the open attempt, or begins one. Kept before anything is sent. */
export function beginAttempt(storage: Kept, body: NewOrder, newKey = randomKey): Attempt {
  const open = openAttempt(storage)
  if (open) return open
  const attempt = { key: newKey(), body }
  storage.setItem(KEPT, JSON.stringify(attempt))
  return attempt
}

/** The store has answered: whatever is asked next is another checkout. */
export function endAttempt(storage: Kept): void {
  storage.removeItem(KEPT)
}

/** 128 random bits. `crypto.randomUUID` would need https, which a shop at home may not have. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function isAttempt(value: unknown): value is Attempt {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'body' in value &&
    typeof value.body === 'object'
  )
}
