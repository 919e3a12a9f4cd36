/** What the back room asks for: everybody's orders, and changes to the catalogue. */

import { languages } from '../i18n'
import { call } from './client'
import type {
  ListOrdersQuery,
  NewProduct,
  Order,
  OrderPage,
  PricePage,
  Product,
  ProductChange,
  Stock,
  Summary,
} from './types'

const product = (id: string) => `/products/${encodeURIComponent(id)}`
const order = (id: string) => `/orders/${encodeURIComponent(id)}`

/** A product in every language, and the version that all of it is of. */
export interface Versioned {
  texts: Record<(typeof languages)[number], Product>
  tag: string
}

/** Reads until one version is the same in every language: a change may fall between two answers. */
export async function readProduct(idOrSlug: string): Promise<Versioned> {
  for (;;) {
    const tags: string[] = []
    const [es, en] = await Promise.all(
      languages.map((lang, i) =>
        call<Product>('GET', product(idOrSlug), {
          query: { lang },
          revalidate: true,
          tagged: (tag) => {
            tags[i] = tag
          },
        }),
      ),
    )
    const [tag = '', other] = tags
    if (es && en && versionOf(tag) === versionOf(other)) return { texts: { es, en }, tag }
  }
}

/** A tag begins with the product's version; the rest is the language's and the stock's. */
const versionOf = (tag: string | undefined) => /^(?:W\/)?"([^."-]*)/.exec(tag ?? '')?.[1]

export const createProduct = (body: NewProduct) => call<Product>('POST', '/products', { body })

export const changeProduct = (id: string, body: ProductChange, tag: string) =>
  call<Product>('PATCH', product(id), { body, headers: { 'If-Match': tag } })

export const archiveProduct = (id: string, tag: string) =>
  call<void>('DELETE', product(id), { headers: { 'If-Match': tag } })

export const setStock = (id: string, onHand: number) =>
  call<Stock>('PUT', `${product(id)}/stock`, { body: { on_hand: onHand } })

export const listPrices = (id: string, signal?: AbortSignal) =>
  call<PricePage>('GET', `${product(id)}/prices`, { query: { limit: 10 }, signal })

export const listAllOrders = (query: Omit<ListOrdersQuery, 'scope'>, signal?: AbortSignal) =>
  call<OrderPage>('GET', '/orders', { query: { ...query, scope: 'all' }, signal })

/** What was ordered since the day began here, and what has to be seen to. */
export const getSummary = (signal?: AbortSignal) => {
  const since = new Date()
  since.setHours(0, 0, 0, 0)
  return call<Summary>('GET', '/orders/summary', { query: { since: since.toISOString() }, signal })
}

export const moveOrder = (id: string, step: 'ship' | 'deliver' | 'cancel') =>
  call<Order>('POST', `${order(id)}/${step}`)
