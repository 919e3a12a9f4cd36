/** What the shopper asked for, kept in the address of the search page. */

import type { FacetQuery, ProductQuery, Sort } from '../../api/types'
import { readAttributes, writeAttributes } from './attributeParam'

export interface Search {
  q?: string | undefined
  category?: string | undefined
  /** As the facets spell it. */
  brand?: string | undefined
  sort?: Sort | undefined
  /** In minor units. */
  min_price?: number | undefined
  max_price?: number | undefined
  in_stock?: true | undefined
  /** As `./attributes` writes them; words of one language. */
  attributes?: string | undefined
  /** The words as typed, their spelling not corrected. */
  exact?: true | undefined
  /** Where in the results the page stands; none at their beginning. */
  cursor?: string | undefined
}

export const sorts = ['relevance', 'newest', 'price', '-price', 'name'] as const

export function readSearch(url: URL): Search {
  if (url.pathname !== '/buscar') return {}
  const param = (name: string) => url.searchParams.get(name)?.trim() || undefined
  return {
    q: param('q')?.slice(0, 200),
    category: param('category'),
    brand: param('brand')?.slice(0, 200),
    sort: sorts.find((sort) => sort === param('sort')),
    min_price: amount(param('min_price')),
    max_price: amount(param('max_price')),
    in_stock: param('in_stock') === 'true' || undefined,
    attributes: writeAttributes(readAttributes(param('attributes'))),
    exact: param('exact') === 'true' || undefined,
    cursor: param('cursor'),
  }
}

/** The same search from its beginning: what a change of the search leads to. */
export const fromStart = (search: Search): Search => ({ ...search, cursor: undefined })

export function toProductQuery(search: Search): ProductQuery {
  return { ...search, limit: 24 }
}

export function toFacetQuery({ sort: _, cursor: __, ...search }: Search): FacetQuery {
  return search
}

/** Whether something besides the words narrows the results. */
export function isFiltered(search: Search): boolean {
  return filters.some((filter) => search[filter] !== undefined)
}

/** The same search without what narrows it. */
export function unfiltered(search: Search): Search {
  return { ...search, ...Object.fromEntries(filters.map((filter) => [filter, undefined])) }
}

const filters = ['category', 'brand', 'min_price', 'max_price', 'in_stock', 'attributes'] as const

function amount(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
