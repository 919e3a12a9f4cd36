/** Request the data that a page shows first, while the page's code is still being fetched. */

import type { Query } from './api/query'
import {
  CART_PATH,
  NEW_ARRIVALS,
  prefetch,
  productPath,
  REVALIDATE,
  requestUrl,
} from './api/request'
import type { Lang } from './i18n/language'
import { parseSearch, toProductQuery } from './pages/search/searchParams'
import { matchPath } from './router/match'

/** Request what the page at `url` cannot be shown without. */
export function prefetchPageData(url: URL, lang: Lang): void {
  const needed = primaryRequest(url)
  if (!needed) return
  const [path, query, init] = needed
  prefetch(requestUrl(path, lang, query), init)
}

/** Return the one request that the page at `url` cannot be shown without; null if there is none. */
export function primaryRequest(url: URL): [path: string, query?: Query, init?: RequestInit] | null {
  const isAt = (path: string) => matchPath(path, url.pathname)
  if (isAt('/')) return ['/products', { ...NEW_ARRIVALS }, REVALIDATE]
  if (isAt('/buscar')) {
    return ['/products', { ...toProductQuery(parseSearch(url)) }, REVALIDATE]
  }
  const slug = isAt('/producto/:slug')?.slug
  if (slug) return [productPath(slug), {}, REVALIDATE]
  return isAt('/pagar') || isAt('/cesta') ? [CART_PATH] : null
}
