import { call } from './client'
import { CART_PATH } from './request'
import type { Cart, NewOrder, Order, OrderPage } from './types'

const item = (productId: string) => `/orders/cart/items/${encodeURIComponent(productId)}`
const order = (id: string) => `/orders/${encodeURIComponent(id)}`

export const getCart = () => call<Cart>('GET', CART_PATH)

export const putCartItem = (productId: string, quantity: number) =>
  call<Cart>('PUT', item(productId), { body: { quantity } })

export const deleteCartItem = (productId: string) => call<Cart>('DELETE', item(productId))

/** Orders what is in the cart. Safe to repeat with the same key and body. */
export const placeOrder = (body: NewOrder, idempotencyKey: string) =>
  call<Order>('POST', '/orders', { body, headers: { 'Idempotency-Key': idempotencyKey } })

export const getOrder = (id: string, signal?: AbortSignal) =>
  call<Order>('GET', order(id), { signal })

/** Where a browser that may read the order is sent on to its receipt. */
export const receiptAddress = (id: string) => `${order(id)}/receipt`

export const listOrders = (cursor?: string, signal?: AbortSignal) =>
  call<OrderPage>('GET', '/orders', { query: { limit: 10, cursor }, signal })

export const cancelOrder = (id: string) => call<Order>('POST', `${order(id)}/cancel`)
