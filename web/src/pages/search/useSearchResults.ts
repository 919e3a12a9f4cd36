/** The results of a search, page after page. */

import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { listProducts } from '../../api/products'
import type { ProductPage } from '../../api/types'
import { lang } from '../../i18n'
import { searchHref } from './searchHref'
import { fromStart, type Search, toProductQuery } from './searchParams'

/** All that was loaded of one search. */
interface Loaded {
  page: ProductPage
  /** Where the pages in it begin, in their order; undefined is the results' own beginning. */
  cursors: (string | undefined)[]
}

export interface Listing {
  /** The last results that arrived; of the search before while `busy`. */
  results: ProductPage | undefined
  /** False: the address named a later page, and those before it are not shown. */
  isFromStart: boolean
  busy: boolean
  error: unknown
  retry: () => void
  /** Reads the next page behind those shown; answers whether it came. */
  loadMore: () => Promise<boolean>
}

const KEPT = 20

/** Recent listings: Back lands where the shopper was. */
const listings = new Map<string, Loaded>()

export function useListing(search: Search): Listing {
  const key = `${lang.value} ${searchHref(fromStart(search))}`
  const wanted = `${key} ${search.cursor ?? ''}`
  const shown = useRef<ProductPage | undefined>(undefined)
  const [failure, setFailure] = useState<{ wanted: string; error: unknown } | null>(null)
  const [round, retry] = useReducer((n: number) => n + 1, 0)
  const [, redraw] = useReducer((n: number) => n + 1, 0)

  const kept = listings.get(key)
  const found = kept?.cursors.includes(search.cursor) ? kept : undefined
  if (found) shown.current = found.page

  // `wanted` stands for the search and the language.
  useEffect(() => {
    setFailure(null)
    if (listings.get(key)?.cursors.includes(search.cursor)) return
    const abort = new AbortController()
    listProducts(toProductQuery(search), abort.signal)
      .then((page) => {
        keep(key, { page, cursors: [search.cursor] })
        redraw(0)
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setFailure({ wanted, error })
      })
    return () => abort.abort()
  }, [wanted, round])

  const loadMore = async () => {
    const cursor = found?.page.next_cursor
    if (!found || !cursor) return false
    try {
      const next = await listProducts({ ...toProductQuery(search), cursor })
      const items = [...found.page.items, ...next.items]
      const page = { ...found.page, items, next_cursor: next.next_cursor }
      keep(key, { page, cursors: [...found.cursors, cursor] })
      redraw(0)
      return true
    } catch (error) {
      setFailure({ wanted, error })
      return false
    }
  }

  const error = failure?.wanted === wanted ? failure.error : null
  return {
    results: shown.current,
    isFromStart: found ? found.cursors[0] === undefined : true,
    busy: !found && !error,
    error,
    retry: () => retry(0),
    loadMore,
  }
}

function keep(key: string, loaded: Loaded): void {
  listings.delete(key)
  listings.set(key, loaded)
  const [oldest] = listings.keys()
  if (listings.size > KEPT && oldest !== undefined) listings.delete(oldest)
}
