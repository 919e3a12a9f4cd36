/** What the list of products shows, as its address says it. */

import { searchText } from '../../search/searchParams'

export type ListedState = 'active' | 'draft' | 'archived' | 'all'

export const listedStates: readonly ListedState[] = ['active', 'draft', 'archived', 'all']

export interface ProductListQuery {
  state: ListedState
  q?: string | undefined
  category?: string | undefined
  in_stock?: boolean | undefined
  cursor?: string | undefined
}

/** Return what the address asks for; those for sale if it names no state that there is. */
export function readListQuery({ searchParams }: URL): ProductListQuery {
  const inStock = searchParams.get('in_stock')
  return {
    state: listedStates.find((state) => state === searchParams.get('state')) ?? 'active',
    q: searchText(searchParams.get('q') ?? '') || undefined,
    category: searchText(searchParams.get('category') ?? '') || undefined,
    in_stock: inStock === 'false' ? false : inStock === 'true' ? true : undefined,
    cursor: searchParams.get('cursor') || undefined,
  }
}

/** Return the address of the first page of a list like this one, with some changes. */
export function listHref(query: ProductListQuery, changes: Partial<ProductListQuery>): string {
  const { state, q, category, in_stock } = { ...query, ...changes }
  const params = new URLSearchParams()
  if (state !== 'active') params.set('state', state)
  if (q) params.set('q', q)
  if (category) params.set('category', category)
  if (in_stock !== undefined) params.set('in_stock', String(in_stock))
  const text = params.toString()
  return `/admin/productos${text && `?${text}`}`
}
