/** Submit an order so that it is placed once, however often the network fails. */

import { NetworkError, Problem } from '../../api/problem'
import type { NewOrder, Order } from '../../api/types'
import { type Attempt, beginAttempt, endAttempt, type StorageLike } from './attempt'

/** What `submitOrder` needs from outside. */
export interface Effects {
  storage: StorageLike
  place: (body: NewOrder, key: string) => Promise<Order>
  wait: (milliseconds: number) => Promise<void>
}

const RETRY_DELAYS_MS = [1_000, 3_000]

/**
 * Place the order, and retry with the same key while no response arrives.
 *
 * Throw the store's rejection, which ends the attempt; or the last NetworkError, after which the
 * attempt stays pending for the next try.
 */
export async function submitOrder(body: NewOrder, effects: Effects): Promise<Order> {
  const { storage, place, wait } = effects
  const attempt = beginAttempt(storage, body)
  try {
    const order = await withRetries(() => placeAttempt(attempt, body, place), wait)
    endAttempt(storage)
    return order
  } catch (error) {
    if (isDefinite(error)) endAttempt(storage)
    throw error
  }
}

/** Place an order; if its key was used with another body, that order did arrive: return it. */
async function placeAttempt(
  attempt: Attempt,
  body: NewOrder,
  place: Effects['place'],
): Promise<Order> {
  try {
    return await place(body, attempt.key)
  } catch (error) {
    const isKeyReused = error instanceof Problem && error.reason === 'idempotency-key-reused'
    if (!isKeyReused) throw error
    return place(attempt.body, attempt.key)
  }
}

async function withRetries<T>(send: () => Promise<T>, wait: Effects['wait']): Promise<T> {
  for (const delay of RETRY_DELAYS_MS) {
    try {
      return await send()
    } catch (error) {
      if (isDefinite(error)) throw error
      await wait(delay)
    }
  }
  return send()
}

const isDefinite = (error: unknown) =>
  error instanceof Problem ? error.isDefinite : !(error instanceof NetworkError)
