import { expect, test } from 'vitest'
import { NoAnswer, Problem } from '../src/api/problem'
import type { NewOrder, Order } from '../src/api/types'
import { beginAttempt, openAttempt, randomKey } from '../src/pages/checkout/attempt'
import { confirmOrder } from '../src/pages/checkout/submitOrder'
import { Kept } from './memoryStorage'

const orderFor = (name: string): NewOrder => ({
  contact: { name, email: 'ana@example.com' },
  shipping_address: { line1: 'Calle Mayor 3', city: 'Madrid', postal_code: '28013', country: 'ES' },
  notify: ['email'],
})

/** A store that keeps orders by key as the real one does, and loses the answers it is told to. */
class FakeStore {
  readonly orders = new Map<string, { sent: string; order: Order }>()
  readonly keys: string[] = []
  lostAnswers = 0
  refusal: Problem | null = null

  readonly place = async (body: NewOrder, key: string): Promise<Order> => {
    this.keys.push(key)
    if (this.refusal) throw this.refusal
    const sent = JSON.stringify(body)
    const known = this.orders.get(key)
    if (known && known.sent !== sent) throw new Problem(422, 'idempotency-key-reused', '', '')
    const order = known?.order ?? ({ id: `o${this.orders.size + 1}`, ...body } as Order)
    this.orders.set(key, { sent, order })
    if (this.lostAnswers > 0) {
      this.lostAnswers -= 1
      throw new NoAnswer('lost')
    }
    return order
  }
}

const shop = () => {
  const storage = new Kept()
  const store = new FakeStore()
  return { storage, store, by: { storage, place: store.place, wait: async () => undefined } }
}

test('an order that is answered leaves no attempt behind', async () => {
  const { storage, by } = shop()
  expect((await confirmOrder(orderFor('Ana'), by)).id).toBe('o1')
  expect(openAttempt(storage)).toBeNull()
})

test('a lost answer is asked for again with the same key', async () => {
  const { store, by } = shop()
  store.lostAnswers = 2
  await confirmOrder(orderFor('Ana'), by)
  expect(store.keys).toHaveLength(3)
  expect(new Set(store.keys).size).toBe(1)
  expect(store.orders.size).toBe(1)
})

test('with no answer at all the key stays for the next try, also after a reload', async () => {
  const { storage, store, by } = shop()
  store.lostAnswers = 3
  await expect(confirmOrder(orderFor('Ana'), by)).rejects.toBeInstanceOf(NoAnswer)
  expect(openAttempt(storage)?.key).toBe(store.keys[0])
  expect((await confirmOrder(orderFor('Ana'), by)).id).toBe('o1')
  expect(store.orders.size).toBe(1)
})

test('an unanswered order that did arrive wins over what was changed since', async () => {
  const { store, by } = shop()
  store.lostAnswers = 3
  await expect(confirmOrder(orderFor('Ana'), by)).rejects.toBeInstanceOf(NoAnswer)
  const order = await confirmOrder(orderFor('Ana Torres'), by)
  expect(order.contact.name).toBe('Ana')
  expect(store.orders.size).toBe(1)
})

test('a failing store is no answer, so the key stays', async () => {
  const { storage, store, by } = shop()
  store.refusal = new Problem(503, 'service-unavailable', '', '')
  await expect(confirmOrder(orderFor('Ana'), by)).rejects.toBe(store.refusal)
  expect(openAttempt(storage)).not.toBeNull()
})

test('a refusal ends the attempt, and the next one has a key of its own', async () => {
  const { storage, store, by } = shop()
  store.refusal = new Problem(409, 'out-of-stock', '', '')
  await expect(confirmOrder(orderFor('Ana'), by)).rejects.toBe(store.refusal)
  expect(openAttempt(storage)).toBeNull()
  store.refusal = null
  await confirmOrder(orderFor('Ana'), by)
  expect(store.keys[0]).not.toBe(store.keys[1])
})

test('beginning twice is one attempt', () => {
  const storage = new Kept()
  expect(beginAttempt(storage, orderFor('Ana'))).toEqual(beginAttempt(storage, orderFor('Eva')))
})

test('what is kept and cannot be read is no attempt', () => {
  const storage = new Kept()
  for (const kept of ['{', '1', '{"key":1}', 'null']) {
    storage.setItem('tienda.checkout.attempt', kept)
    expect(openAttempt(storage)).toBeNull()
  }
})

test('a key is 128 random bits in visible ASCII', () => {
  expect(randomKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(randomKey()).not.toBe(randomKey())
})
