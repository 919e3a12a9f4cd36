/** The search that the URL of the search page holds. */

import type { FacetQuery, ProductQuery, Sort } from '../../api/types'
import { oneLine } from '../../components/lineText'
import { matchPath } from '../../router/match'
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
export function parseSearch({ pathname, searchParams }: URL): Search {
  if (!matchPath('/buscar', pathname)) return {}
  const param = (name: string, maxLength?: number) =>
    searchText(searchParams.get(name) ?? '', maxLength) || undefined
  return {
    q: param('q'),
    category: param('category')?.toLowerCase(),
    brand: param('brand'),
    sort: sorts.find((sort) => sort === param('sort')),
    min_price: parseAmount(param('min_price')),
    max_price: parseAmount(param('max_price')),
    in_stock: param('in_stock') === 'true' || undefined,
    attributes: formatAttributes(parseAttributes(param('attributes', MAX_URL))),
    exact: param('exact') === 'true' || undefined,
    cursor: param('cursor', MAX_URL),
  }
}

/** The parameters that a shopper notices when they are left out. */
export type NoticedParam = (typeof noticed)[number]

export const noticed = [
  'category',
  'brand',
  'min_price',
  'max_price',
  'attributes',
  'sort',
  'cursor',
] as const

/** Return the parameters of a URL that its search lacks because they are invalid. */
export function invalidParams(url: URL): NoticedParam[] {
  const search = parseSearch(url)
  return noticed.filter((name) => search[name] === undefined && url.searchParams.get(name)?.trim())
}

/** Return text on one line, at most `maxLength` characters, as the API takes it. */
export const searchText = (text: string, maxLength = 200) =>
  [...oneLine(text.replace(UNSHOWABLE, ''))].slice(0, maxLength).join('')

/** What the API refuses in a text: noncharacters, halves of letters, and what turns letters round. */
const UNSHOWABLE = /[\p{NChar}\p{Cs}\u202d\u202e]/gu

const MAX_URL = 8192

/** Return the search at its first page. */
export const firstPageOf = (search: Search): Search => ({ ...search, cursor: undefined })

export function toProductQuery(search: Search): ProductQuery {
  return { ...search, limit: 24 }
}

export function toFacetQuery({ sort: _, cursor: __, ...search }: Search): FacetQuery {
  return search
}

/** Return the search without some of its parameters. */
export function without(search: Search, names: readonly NoticedParam[]): Search {
  return { ...search, ...Object.fromEntries(names.map((name) => [name, undefined])) }
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
