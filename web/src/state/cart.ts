/** The cart, as the server last returned it, with the shopper's latest change shown at once. */

import { computed, effect, signal } from '@preact/signals'
import * as api from '../api/orders'
import type { Cart } from '../api/types'
import { lang } from '../i18n'
import { watchOrders } from './lastOrder'

/** Null until it has been read once. */
export const cart = signal<Cart | null>(null)
export const cartError = signal<unknown>(null)
export const cartCount = computed(() => cart.value?.count ?? 0)

/** Requests run one after the other, so that the last change wins. */
let queue: Promise<unknown> = Promise.resolve()
let pending = 0

/** How long a response counts as fresh. */
const FRESH_MS = 2_000
let updatedAt = Number.NEGATIVE_INFINITY

/** Read the cart now, and whenever the language changes or another tab has placed an order. */
export function startCart(): void {
  watchOrders(loadCart)
  effect(() => {
    lang.value
    void loadCart()
  })
}

export const loadCart = () => enqueue(api.getCart).catch(() => undefined)

/** Read the cart, unless a request is pending or has just returned it. */
export async function ensureFreshCart(): Promise<void> {
  if (pending > 0) await queue
  else if (Date.now() - updatedAt > FRESH_MS) await loadCart()
}

/** Add to the quantity in the cart, up to 999. */
export async function addToCart(productId: string, quantity: number): Promise<void> {
  if (!cart.value) await enqueue(api.getCart)
  await setQuantity(productId, Math.min(999, quantityOf(productId) + quantity))
}

export function setQuantity(productId: string, quantity: number): Promise<void> {
  updateOptimistically(productId, quantity)
  return enqueue(() => api.putCartItem(productId, quantity))
}

export function removeFromCart(productId: string): Promise<void> {
  return enqueue(() => api.deleteCartItem(productId))
}

export function quantityOf(productId: string): number {
  return cart.value?.items.find((line) => line.product_id === productId)?.quantity ?? 0
}

/** Send a request after those before it, and show the cart that it returns. */
async function enqueue(send: () => Promise<Cart>): Promise<void> {
  pending += 1
  const turn = queue.then(send)
  queue = turn.catch(() => undefined)
  try {
    const response = await turn
    cartError.value = null
    updatedAt = Date.now()
    // While others are pending, showing this one would make the figures jump back and forth.
    if (pending === 1) cart.value = response
  } catch (error) {
    cartError.value = error
    if (cart.value && pending === 1) cart.value = await api.getCart().catch(() => cart.value)
    throw error
  } finally {
    pending -= 1
  }
}

/** Show a new quantity before the server has it; its response brings the totals. */
function updateOptimistically(productId: string, quantity: number): void {
  const current = cart.value
  if (!current) return
  const items = current.items.map((line) =>
    line.product_id === productId ? { ...line, quantity } : line,
  )
  const count = items.reduce((sum, line) => sum + line.quantity, 0)
  cart.value = { ...current, items, count }
}
