/** The results of a search, page by page. */

import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { listProducts } from '../../api/products'
import type { ProductPage } from '../../api/types'
import { lang } from '../../i18n'
import { categories } from '../../state/categories'
import { searchHref } from './searchHref'
import {
  firstPageOf,
  type NoticedParam,
  noticed,
  type Search,
  toProductQuery,
  without,
} from './searchParams'

/** The pages loaded of one search, as one page. */
interface LoadedPages {
  page: ProductPage
  /** The cursors of the pages, in order; undefined is the first page's. */
  cursors: (string | undefined)[]
}

export interface SearchResults {
  /** The search that was made: the one that was asked for, without what is in `refused`. */
  search: Search
  /** The parameters that the API refuses, and an unknown category. */
  refused: NoticedParam[]
  /** The last results read; while `busy`, those of the previous search. */
  results: ProductPage | undefined
  /** False if the URL named a later page, and those before it are not shown. */
  isFromFirstPage: boolean
  busy: boolean
  error: unknown
  retry: () => void
  /** Append the next page. Return whether it could be read. */
  loadMore: () => Promise<boolean>
}

const MAX_CACHED = 20

/** Recent results by search: Back shows all the pages that were loaded. */
const cache = new Map<string, LoadedPages>()

/** Return the results of a search, read or from the cache; without parameters that are refused. */
export function useSearchResults(asked: Search): SearchResults {
  const askedHref = searchHref(asked)
  const [refusal, setRefusal] = useState<{ href: string; names: NoticedParam[] } | null>(null)
  const refused = refusal?.href === askedHref ? refusal.names : []
  const search = without(asked, refused)
  const refuse = (names: NoticedParam[]) =>
    setRefusal({ href: askedHref, names: [...refused, ...names] })

  const key = `${lang.value} ${searchHref(firstPageOf(search))}`
  const request = `${key} ${search.cursor ?? ''}`
  const shown = useRef<ProductPage | undefined>(undefined)
  const [failure, setFailure] = useState<{ request: string; error: unknown } | null>(null)
  const [round, retry] = useReducer((n: number) => n + 1, 0)
  const [, rerender] = useReducer((n: number) => n + 1, 0)

  const cached = cache.get(key)
  const loaded = cached?.cursors.includes(search.cursor) ? cached : undefined
  if (loaded) shown.current = loaded.page

  // `request` stands for the search and the language.
  useEffect(() => {
    setFailure(null)
    if (cache.get(key)?.cursors.includes(search.cursor)) return
    const abort = new AbortController()
    listProducts(toProductQuery(search), abort.signal)
      .then((page) => {
        setCached(key, { page, cursors: [search.cursor] })
        rerender(0)
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        const names = refusedParams(error).filter((name) => search[name] !== undefined)
        if (names.length > 0) refuse(names)
        else setFailure({ request, error })
      })
    return () => abort.abort()
  }, [request, round])

  const tree = categories.value
  useEffect(() => {
    const isUnknown = tree && !tree.some(({ slug }) => slug === search.category)
    if (search.category && isUnknown && loaded?.page.total === 0) refuse(['category'])
  }, [tree, loaded])

  const loadMore = async () => {
    const cursor = loaded?.page.next_cursor
    if (!loaded || !cursor) return false
    try {
      const next = await listProducts({ ...toProductQuery(search), cursor })
      const items = [...loaded.page.items, ...next.items]
      const page = { ...loaded.page, items, next_cursor: next.next_cursor }
      setCached(key, { page, cursors: [...loaded.cursors, cursor] })
      rerender(0)
      return true
    } catch (error) {
      setFailure({ request, error })
      return false
    }
  }

  const error = failure?.request === request ? failure.error : null
  return {
    search,
    refused,
    results: shown.current,
    isFromFirstPage: loaded ? loaded.cursors[0] === undefined : true,
    busy: !loaded && !error,
    error,
    retry: () => retry(0),
    loadMore,
  }
}

/** Return the parameters that an error of the API refuses; none if it is about something else. */
function refusedParams(error: unknown): NoticedParam[] {
  const pointers = error instanceof Problem ? error.byPointer : {}
  return noticed.filter((name) => `/${name}` in pointers)
}

function setCached(key: string, loaded: LoadedPages): void {
  cache.delete(key)
  cache.set(key, loaded)
  const [oldest] = cache.keys()
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
}
