/** The API calls of the back room: all customers' orders, and changes to the catalog. */

import { languages } from '../i18n'
import { call } from './client'
import type {
  Categories,
  Category,
  ListOrdersQuery,
  NewProduct,
  NewShelf,
  Order,
  OrderPage,
  PricePage,
  Product,
  ProductChange,
  ProductState,
  ShelfChange,
  Stock,
  Summary,
} from './types'

const productPath = (id: string) => `/products/${encodeURIComponent(id)}`
const CATEGORIES = '/products/categories'
const orderPath = (id: string) => `/orders/${encodeURIComponent(id)}`

/** A product in every language, all read at one version, with the ETag of that version. */
export interface VersionedProduct {
  texts: Record<(typeof languages)[number], Product>
  etag: string
}

/** Return a product, in whatever state. Read again if it changes between the reads of two languages. */
export async function readProduct(idOrSlug: string): Promise<VersionedProduct> {
  for (;;) {
    const etags: string[] = []
    const [es, en] = await Promise.all(
      languages.map((lang, i) =>
        call<Product>('GET', productPath(idOrSlug), {
          query: { lang, state: 'all' },
          revalidate: true,
          onEtag: (etag) => {
            etags[i] = etag
          },
        }),
      ),
    )
    const [etag = '', other] = etags
    if (es && en && versionOf(etag) === versionOf(other)) return { texts: { es, en }, etag }
  }
}

/** Return the product's version, with which an ETag begins; language and stock follow it. */
const versionOf = (etag: string | undefined) => /^(?:W\/)?"([^."-]*)/.exec(etag ?? '')?.[1]

export const createProduct = (body: NewProduct) => call<Product>('POST', '/products', { body })

export const changeProduct = (id: string, body: ProductChange, etag: string) =>
  call<Product>('PATCH', productPath(id), { body, headers: { 'If-Match': etag } })

/** Put a product in this state. "*" for the ETag: in whatever version it is. */
export const changeState = (id: string, state: ProductState, etag: string) =>
  changeProduct(id, { state }, etag)

export const listCategoryDetails = (signal?: AbortSignal) =>
  call<Categories>('GET', CATEGORIES, { query: { state: 'all' }, signal, revalidate: true }).then(
    ({ items }) => items,
  )

export const createCategory = (body: NewShelf) => call<Category>('POST', CATEGORIES, { body })

export const changeCategory = (slug: string, body: ShelfChange) =>
  call<Category>('PATCH', `${CATEGORIES}/${encodeURIComponent(slug)}`, { body })

export const deleteCategory = (slug: string) =>
  call<void>('DELETE', `${CATEGORIES}/${encodeURIComponent(slug)}`)

export const setStock = (id: string, onHand: number) =>
  call<Stock>('PUT', `${productPath(id)}/stock`, { body: { on_hand: onHand } })

export const listPrices = (id: string, signal?: AbortSignal) =>
  call<PricePage>('GET', `${productPath(id)}/prices`, { query: { limit: 10 }, signal })

export const listAllOrders = (query: Omit<ListOrdersQuery, 'scope'>, signal?: AbortSignal) =>
  call<OrderPage>('GET', '/orders', { query: { ...query, scope: 'all' }, signal })

/** Return the sales since midnight, local time, and what needs attention. */
export const getSummary = (signal?: AbortSignal) => {
  const since = new Date()
  since.setHours(0, 0, 0, 0)
  return call<Summary>('GET', '/orders/summary', { query: { since: since.toISOString() }, signal })
}

/** Read an order with the products of its lines as they are now. */
export const getOrderWithProducts = (id: string, signal?: AbortSignal) =>
  call<Order>('GET', orderPath(id), { query: { include: 'products' }, signal })

/** Take an order back from a status, in the ten seconds before the buyer is notified. */
export const undoOrderStatus = (id: string, status: 'shipped' | 'delivered') =>
  call<Order>('POST', `${orderPath(id)}/undo`, { body: { status } })

export const changeOrderStatus = (id: string, step: 'ship' | 'deliver' | 'cancel') =>
  call<Order>('POST', `${orderPath(id)}/${step}`)
