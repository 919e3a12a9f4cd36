/** Confirming an order so that it is placed once, however often the network fails. */

import { NoAnswer, Problem } from '../../api/problem'
import type { NewOrder, Order } from '../../api/types'
import { type Attempt, beginAttempt, endAttempt } from './attempt'

export interface Confirming {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  place: (body: NewOrder, key: string) => Promise<Order>
  wait: (milliseconds: number) => Promise<void>
}

const PAUSES_MS = [1_000, 3_000]

/**
 * Places the order, asking again with the same key where no answer came.
 *
 * Throws the store's refusal, after which a new attempt begins; or the last failure to
 * get an answer, after which the attempt stays open for the next try.
 */
export async function confirmOrder(body: NewOrder, by: Confirming): Promise<Order> {
  const attempt = beginAttempt(by.storage, body)
  try {
    const order = await persist(() => placeOnce(attempt, body, by), by.wait)
    endAttempt(by.storage)
    return order
  } catch (error) {
    if (isAnswer(error)) endAttempt(by.storage)
    throw error
  }
}

/** A reused key with other contents means that the first sending did arrive: that order counts. */
async function placeOnce(attempt: Attempt, body: NewOrder, by: Confirming): Promise<Order> {
  try {
    return await by.place(body, attempt.key)
  } catch (error) {
    const arrived = error instanceof Problem && error.reason === 'idempotency-key-reused'
    if (!arrived) throw error
    return by.place(attempt.body, attempt.key)
  }
}

async function persist<T>(ask: () => Promise<T>, wait: Confirming['wait']): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await ask()
    } catch (error) {
      if (isAnswer(error)) throw error
      await wait(pause)
    }
  }
  return ask()
}

const isAnswer = (error: unknown) =>
  error instanceof Problem ? error.isDefinite : !(error instanceof NoAnswer)
