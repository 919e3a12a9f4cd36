/** The cart, which is the server's; here is what it last said, and what was just asked of it. */

import { computed, effect, signal } from '@preact/signals'
import * as api from '../api/orders'
import type { Cart } from '../api/types'
import { lang } from '../i18n'

/** Null until the server has answered once. */
export const cart = signal<Cart | null>(null)
export const cartError = signal<unknown>(null)
export const cartCount = computed(() => cart.value?.count ?? 0)

/** One change after the other, so that the last thing asked is the last thing done. */
let queue: Promise<unknown> = Promise.resolve()
let waiting = 0

/** For how long an answer is as good as another would be, in milliseconds. */
const FRESH_MS = 2_000
let answeredAt = Number.NEGATIVE_INFINITY

/** Reads the cart now, and again whenever the language of its names changes. */
export function startCart(): void {
  effect(() => {
    lang.value
    void loadCart()
  })
}

export const loadCart = () => change(api.getCart).catch(() => undefined)

/** Has the cart as it is now: what is under way will bring it, or has just brought it. */
export async function freshCart(): Promise<void> {
  if (waiting > 0) await queue
  else if (Date.now() - answeredAt > FRESH_MS) await loadCart()
}

/** Adds to what is in the cart already. */
export async function addToCart(productId: string, quantity: number): Promise<void> {
  if (!cart.value) await change(api.getCart)
  const there = quantityOf(productId)
  await setQuantity(productId, Math.min(999, there + quantity))
}

export function setQuantity(productId: string, quantity: number): Promise<void> {
  showQuantity(productId, quantity)
  return change(() => api.putCartItem(productId, quantity))
}

export function removeFromCart(productId: string): Promise<void> {
  return change(() => api.deleteCartItem(productId))
}

export function quantityOf(productId: string): number {
  return cart.value?.items.find((line) => line.product_id === productId)?.quantity ?? 0
}

async function change(ask: () => Promise<Cart>): Promise<void> {
  waiting += 1
  const turn = queue.then(ask)
  queue = turn.catch(() => undefined)
  try {
    const answer = await turn
    cartError.value = null
    answeredAt = Date.now()
    // An answer with others still to come would make the figures jump back and forth.
    if (waiting === 1) cart.value = answer
  } catch (error) {
    cartError.value = error
    if (cart.value && waiting === 1) cart.value = await api.getCart().catch(() => cart.value)
    throw error
  } finally {
    waiting -= 1
  }
}

/** Shows a new quantity at once; the server's answer brings the sums. */
function showQuantity(productId: string, quantity: number): void {
  const now = cart.value
  if (!now) return
  const items = now.items.map((line) =>
    line.product_id === productId ? { ...line, quantity } : line,
  )
  const count = items.reduce((sum, line) => sum + line.quantity, 0)
  cart.value = { ...now, items, count }
}
