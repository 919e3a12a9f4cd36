/** The contract's types, and names for parts of them. */

import type {
  CartLine,
  ListFacetsQuery,
  NewOrder,
  Order,
  Product,
  SearchProductsQuery,
} from './contract'

export type * from './contract'
export type ProductQuery = SearchProductsQuery
export type FacetQuery = ListFacetsQuery
export type Sort = NonNullable<ProductQuery['sort']>
export type LineState = CartLine['state']
export type OrderStatus = Order['status']
export type ProductState = NonNullable<Product['state']>
export type Notify = NewOrder['notify'][number]
