import { call } from './client'
import { CART_PATH } from './request'
import type { Cart, NewOrder, Order, OrderPage } from './types'

const itemPath = (productId: string) => `/orders/cart/items/${encodeURIComponent(productId)}`
const orderPath = (id: string) => `/orders/${encodeURIComponent(id)}`

export const getCart = () => call<Cart>('GET', CART_PATH)

export const putCartItem = (productId: string, quantity: number) =>
  call<Cart>('PUT', itemPath(productId), { body: { quantity } })

export const deleteCartItem = (productId: string) => call<Cart>('DELETE', itemPath(productId))

/** Order what is in the cart. Safe to repeat with the same key and body. */
export const placeOrder = (body: NewOrder, idempotencyKey: string) =>
  call<Order>('POST', '/orders', { body, headers: { 'Idempotency-Key': idempotencyKey } })

export const getOrder = (id: string, signal?: AbortSignal) =>
  call<Order>('GET', orderPath(id), { signal })

/** Return the URL that redirects to the receipt, for a browser that may read the order. */
export const receiptUrl = (id: string) => `${orderPath(id)}/receipt`

export const listOrders = (cursor?: string, signal?: AbortSignal) =>
  call<OrderPage>('GET', '/orders', { query: { limit: 10, cursor }, signal })

export const cancelOrder = (id: string) => call<Order>('POST', `${orderPath(id)}/cancel`)
