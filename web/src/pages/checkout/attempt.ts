/**
 * The idempotency key of a checkout, stored until a definite response arrives.
 *
 * The key and the body sent with it are in sessionStorage: a second click, a reload or a retry after
 * a lost response requests the same order again, not a second one.
 */

import type { NewOrder } from '../../api/types'

export interface Attempt {
  key: string
  /** As first sent: the store refuses the key with another body. */
  body: NewOrder
}

const STORAGE_KEY = 'tienda.checkout.attempt'

/** The part of Storage that an attempt needs. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Return the attempt that has no response yet; null if there is none. */
export function pendingAttempt(storage: StorageLike): Attempt | null {
  try {
    const attempt: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? 'null')
    return isAttempt(attempt) ? attempt : null
  } catch {
    return null
  }
}

/** Return the pending attempt; else store and return a new one. Call before sending anything. */
export function beginAttempt(storage: StorageLike, body: NewOrder, newKey = randomKey): Attempt {
  const pending = pendingAttempt(storage)
  if (pending) return pending
  const attempt = { key: newKey(), body }
  storage.setItem(STORAGE_KEY, JSON.stringify(attempt))
  return attempt
}

/** Forget the attempt, which has its definite response: the next order is a new one. */
export function endAttempt(storage: StorageLike): void {
  storage.removeItem(STORAGE_KEY)
}

/** Return 128 random bits in hex. `crypto.randomUUID` needs https, which a local store lacks. */
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
