/** The search that the URL of the search page holds. */

import type { FacetQuery, ProductQuery, Sort } from '../../api/types'
import { formatAttributes, parseAttributes } from './attributeParam'

export interface Search {
  q?: string | undefined
  category?: string | undefined
  /** Spelled as in the facets. */
  brand?: string | undefined
  sort?: Sort | undefined
  /** In minor units. */
  min_price?: number | undefined
  max_price?: number | undefined
  in_stock?: true | undefined
  /** As in `attributeParam.ts`; named in one language. */
  attributes?: string | undefined
  /** Without spell correction. */
  exact?: true | undefined
  /** The cursor of the page shown; undefined for the first page. */
  cursor?: string | undefined
}

export const sorts = ['relevance', 'newest', 'price', '-price', 'name'] as const

/** Return the search in a URL, without invalid parameters; empty on any other page. */
export function parseSearch(url: URL): Search {
  if (url.pathname !== '/buscar') return {}
  const param = (name: string) => url.searchParams.get(name)?.trim() || undefined
  return {
    q: param('q')?.slice(0, 200),
    category: param('category'),
    brand: param('brand')?.slice(0, 200),
    sort: sorts.find((sort) => sort === param('sort')),
    min_price: parseAmount(param('min_price')),
    max_price: parseAmount(param('max_price')),
    in_stock: param('in_stock') === 'true' || undefined,
    attributes: formatAttributes(parseAttributes(param('attributes'))),
    exact: param('exact') === 'true' || undefined,
    cursor: param('cursor'),
  }
}

/** Return the search at its first page. */
export const firstPageOf = (search: Search): Search => ({ ...search, cursor: undefined })

export function toProductQuery(search: Search): ProductQuery {
  return { ...search, limit: 24 }
}

export function toFacetQuery({ sort: _, cursor: __, ...search }: Search): FacetQuery {
  return search
}

/** Whether the search has filters. */
export function isFiltered(search: Search): boolean {
  return filters.some((filter) => search[filter] !== undefined)
}

/** Return the search without its filters. */
export function unfiltered(search: Search): Search {
  return { ...search, ...Object.fromEntries(filters.map((filter) => [filter, undefined])) }
}

const filters = ['category', 'brand', 'min_price', 'max_price', 'in_stock', 'attributes'] as const

function parseAmount(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
