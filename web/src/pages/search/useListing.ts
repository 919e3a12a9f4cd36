/** The results of a search, page after page. */

import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { listProducts } from '../../api/products'
import type { ProductPage } from '../../api/types'
import { lang } from '../../i18n'
import { type Search, searchHref, toProductQuery } from './query'

export interface Listing {
  /** The last results that arrived; of the search before while `busy`. */
  results: ProductPage | undefined
  busy: boolean
  error: unknown
  retry: () => void
  loadMore: () => Promise<void>
}

const KEPT = 20

/** Recent listings with all that was loaded of them: Back lands where the shopper was. */
const listings = new Map<string, ProductPage>()

export function useListing(search: Search): Listing {
  const key = `${lang.value} ${searchHref(search)}`
  const shown = useRef<ProductPage | undefined>(undefined)
  const [failure, setFailure] = useState<{ key: string; error: unknown } | null>(null)
  const [round, retry] = useReducer((n: number) => n + 1, 0)
  const [, redraw] = useReducer((n: number) => n + 1, 0)

  const found = listings.get(key)
  if (found) shown.current = found

  // `key` stands for the search and the language.
  useEffect(() => {
    setFailure(null)
    if (listings.has(key)) return
    const abort = new AbortController()
    listProducts(toProductQuery(search), abort.signal)
      .then((page) => {
        keep(key, page)
        redraw(0)
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setFailure({ key, error })
      })
    return () => abort.abort()
  }, [key, round])

  const loadMore = async () => {
    if (!found?.next_cursor) return
    try {
      const cursor = found.next_cursor
      const next = await listProducts({ ...toProductQuery(search), cursor })
      keep(key, { ...found, items: [...found.items, ...next.items], next_cursor: next.next_cursor })
      redraw(0)
    } catch (error) {
      setFailure({ key, error })
    }
  }

  const error = failure?.key === key ? failure.error : null
  return {
    results: shown.current,
    busy: !found && !error,
    error,
    retry: () => retry(0),
    loadMore,
  }
}

function keep(key: string, page: ProductPage): void {
  listings.delete(key)
  listings.set(key, page)
  const [oldest] = listings.keys()
  if (listings.size > KEPT && oldest !== undefined) listings.delete(oldest)
}
