/**
 * What a page shows first, asked for before the code of the page has come.
 *
 * Here stands what `main.ts` may know of the API: a few addresses, and none of the packages.
 */

import { type Query, queryString } from './api/query'
import type { ProductQuery } from './api/types'
import type { Lang } from './i18n/choice'
import { readSearch, toProductQuery } from './pages/search/query'
import { matchPath } from './router/match'

/** What the home page greets with. */
export const ARRIVALS: ProductQuery = { sort: 'newest', limit: 9 }
export const CART = '/orders/cart'
export const productPath = (slug: string) => `/products/${encodeURIComponent(slug)}`

export const TIMEOUT_MS = 20_000

/** How answers that others may have kept are asked for, and those that nobody keeps. */
export const REVALIDATED: RequestInit = { cache: 'no-cache' }

export const READING = {
  headers: { Accept: 'application/json' },
  credentials: 'same-origin',
} satisfies RequestInit

export const addressOf = (path: string, lang: Lang, query: Query = {}) =>
  path + queryString({ lang, ...query })

const asked = new Map<string, Promise<Response>>()

/** Asks for what the page at `url` needs above all. */
export function askEarly(url: URL, lang: Lang): void {
  const first = firstNeed(url)
  if (!first) return
  const [path, query, init] = first
  const address = addressOf(path, lang, query)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  // Nobody may take it, and later it would be old.
  signal.addEventListener('abort', () => asked.delete(address))
  const answer = fetch(address, { ...READING, ...init, signal })
  answer.catch(() => undefined)
  asked.set(address, answer)
}

/** The answer that is on its way, once: who asks again wants to know what is so now. */
export function takeEarly(address: string): Promise<Response> | undefined {
  const answer = asked.get(address)
  asked.delete(address)
  return answer
}

export function firstNeed(url: URL): [path: string, query?: Query, init?: RequestInit] | null {
  const { pathname } = url
  if (pathname === '/') return ['/products', { ...ARRIVALS }, REVALIDATED]
  if (pathname === '/buscar') {
    return ['/products', { ...toProductQuery(readSearch(url)) }, REVALIDATED]
  }
  const slug = matchPath('/producto/:slug', pathname)?.slug
  if (slug) return [productPath(slug), {}, REVALIDATED]
  return ['/pagar', '/cesta'].includes(pathname) ? [CART] : null
}
