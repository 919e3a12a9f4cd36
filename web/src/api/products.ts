import { call } from './client'
import { NEW_ARRIVALS, productPath } from './request'
import type {
  AttributeFacets,
  Bestsellers,
  Category,
  FacetQuery,
  Product,
  ProductPage,
  ProductQuery,
  Suggestion,
} from './types'

export const listProducts = (query: ProductQuery, signal?: AbortSignal) =>
  call<ProductPage>('GET', '/products', { query: { ...query }, signal, revalidate: true })

export const listNewArrivals = (signal?: AbortSignal) => listProducts(NEW_ARRIVALS, signal)

export const listFacets = (query: FacetQuery, signal?: AbortSignal) =>
  call<AttributeFacets>('GET', '/products/facets', { query: { ...query }, signal })

export const getProduct = (slug: string, signal?: AbortSignal) =>
  call<Product>('GET', productPath(slug), { signal, revalidate: true })

export const listBestsellers = (signal?: AbortSignal) =>
  call<Bestsellers>('GET', '/products/bestsellers', { signal }).then(({ items }) => items)

export const listCategories = (signal?: AbortSignal) =>
  call<{ items: Category[] }>('GET', '/products/categories', { signal }).then(({ items }) => items)

export const suggest = (q: string, signal?: AbortSignal) =>
  call<{ suggestions: Suggestion[] }>('GET', '/products/suggest', { query: { q }, signal }).then(
    ({ suggestions }) => suggestions,
  )
