import { expect, test } from 'vitest'
import { NetworkError, Problem } from '../src/api/problem'
import type { NewOrder, Order } from '../src/api/types'
import { beginAttempt, pendingAttempt, randomKey } from '../src/pages/checkout/attempt'
import { submitOrder } from '../src/pages/checkout/submitOrder'
import { MemoryStorage } from './memoryStorage'

const orderFor = (name: string): NewOrder => ({
  contact: { name, email: 'ana@example.com' },
  shipping_address: { line1: 'Calle Mayor 3', city: 'Madrid', postal_code: '28013', country: 'ES' },
  notify: ['email'],
})

/** A store that keeps orders by key, as the real one does, and loses as many responses as set. */
class FakeStore {
  readonly orders = new Map<string, { sent: string; order: Order }>()
  readonly keys: string[] = []
  lostResponses = 0
  rejection: Problem | null = null

  readonly place = async (body: NewOrder, key: string): Promise<Order> => {
    this.keys.push(key)
    if (this.rejection) throw this.rejection
    const sent = JSON.stringify(body)
    const stored = this.orders.get(key)
    if (stored && stored.sent !== sent) throw new Problem(422, 'idempotency-key-reused', '', '')
    const order = stored?.order ?? ({ id: `o${this.orders.size + 1}`, ...body } as Order)
    this.orders.set(key, { sent, order })
    if (this.lostResponses > 0) {
      this.lostResponses -= 1
      throw new NetworkError('lost')
    }
    return order
  }
}

const shop = () => {
  const storage = new MemoryStorage()
  const store = new FakeStore()
  return { storage, store, effects: { storage, place: store.place, wait: async () => undefined } }
}

test('an order that gets its response leaves no attempt behind', async () => {
  const { storage, effects } = shop()
  expect((await submitOrder(orderFor('Ana'), effects)).id).toBe('o1')
  expect(pendingAttempt(storage)).toBeNull()
})

test('after a lost response the order is sent again with the same key', async () => {
  const { store, effects } = shop()
  store.lostResponses = 2
  await submitOrder(orderFor('Ana'), effects)
  expect(store.keys).toHaveLength(3)
  expect(new Set(store.keys).size).toBe(1)
  expect(store.orders.size).toBe(1)
})

test('without any response the key stays for the next try, also after a reload', async () => {
  const { storage, store, effects } = shop()
  store.lostResponses = 3
  await expect(submitOrder(orderFor('Ana'), effects)).rejects.toBeInstanceOf(NetworkError)
  expect(pendingAttempt(storage)?.key).toBe(store.keys[0])
  expect((await submitOrder(orderFor('Ana'), effects)).id).toBe('o1')
  expect(store.orders.size).toBe(1)
})

test('an order that arrived without a response wins over later changes of the form', async () => {
  const { store, effects } = shop()
  store.lostResponses = 3
  await expect(submitOrder(orderFor('Ana'), effects)).rejects.toBeInstanceOf(NetworkError)
  const order = await submitOrder(orderFor('Ana Torres'), effects)
  expect(order.contact.name).toBe('Ana')
  expect(store.orders.size).toBe(1)
})

test('a failure of the store is not definite, so the key stays', async () => {
  const { storage, store, effects } = shop()
  store.rejection = new Problem(503, 'service-unavailable', '', '')
  await expect(submitOrder(orderFor('Ana'), effects)).rejects.toBe(store.rejection)
  expect(pendingAttempt(storage)).not.toBeNull()
})

test('a rejection ends the attempt, and the next one has a key of its own', async () => {
  const { storage, store, effects } = shop()
  store.rejection = new Problem(409, 'out-of-stock', '', '')
  await expect(submitOrder(orderFor('Ana'), effects)).rejects.toBe(store.rejection)
  expect(pendingAttempt(storage)).toBeNull()
  store.rejection = null
  await submitOrder(orderFor('Ana'), effects)
  expect(store.keys[0]).not.toBe(store.keys[1])
})

test('beginning twice is one attempt', () => {
  const storage = new MemoryStorage()
  expect(beginAttempt(storage, orderFor('Ana'))).toEqual(beginAttempt(storage, orderFor('Eva')))
})

test('a stored value that cannot be read is no attempt', () => {
  const storage = new MemoryStorage()
  for (const stored of ['{', '1', '{"key":1}', 'null']) {
    storage.setItem('tienda.checkout.attempt', stored)
    expect(pendingAttempt(storage)).toBeNull()
  }
})

test('a key is 128 random bits in visible ASCII', () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(randomKey()).not.toBe(randomKey())
})
