/**
 * What requests to the API are made of, and responses that were requested ahead.
 *
 * The first script loads this before the shop's code: it imports no package.
 */

import type { Lang } from '../i18n/language'
import { type Query, queryString } from './query'
import type { ProductQuery } from './types'

/** The newest products, as the home page shows them. */
export const NEW_ARRIVALS: ProductQuery = { sort: 'newest', limit: 9 }
export const CART_PATH = '/orders/cart'
export const productPath = (slug: string) => `/products/${encodeURIComponent(slug)}`

export const TIMEOUT_MS = 20_000

/** For responses that are cached on their way: ask the server before using a cached one. */
export const REVALIDATE: RequestInit = { cache: 'no-cache' }

export const DEFAULT_INIT = {
  headers: { Accept: 'application/json' },
  credentials: 'same-origin',
} satisfies RequestInit

/** Return the URL of a request, with the language that the answer is to be in. */
export const requestUrl = (path: string, lang: Lang, query: Query = {}) =>
  path + queryString({ lang, ...query })

const prefetched = new Map<string, Promise<Response>>()

/** Request `url` now, for the first caller that needs it. */
export function prefetch(url: string, init: RequestInit = {}): void {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  // A page may never need it, and by then the response is out of date.
  signal.addEventListener('abort', () => prefetched.delete(url))
  const response = fetch(url, { ...DEFAULT_INIT, ...init, signal })
  response.catch(() => undefined)
  prefetched.set(url, response)
}

/** Return the prefetched response to `url`, if any. Once: a second caller wants fresh data. */
export function takePrefetched(url: string): Promise<Response> | undefined {
  const response = prefetched.get(url)
  prefetched.delete(url)
  return response
}
