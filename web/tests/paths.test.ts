import { expect, test } from 'vitest'
import { searchHref } from '../src/pages/search/searchHref'
import { parseSearch } from '../src/pages/search/searchParams'
import { matchPath } from '../src/router/match'

test('the parameters of a path are returned by name', () => {
  expect(matchPath('/producto/:slug', '/producto/mesa-%C3%B1')).toEqual({ slug: 'mesa-ñ' })
  expect(matchPath('/cuenta/pedidos/:id', '/cuenta/pedidos/a1/')).toEqual({ id: 'a1' })
  expect(matchPath('/', '/')).toEqual({})
})

test('another path does not match', () => {
  expect(matchPath('/producto/:slug', '/producto')).toBeNull()
  expect(matchPath('/producto/:slug', '/productos/mesa')).toBeNull()
  expect(matchPath('/', '/cesta')).toBeNull()
})

test('a badly encoded segment is returned as it is', () => {
  expect(matchPath('/producto/:slug', '/producto/%E0%A4')).toEqual({ slug: '%E0%A4' })
})

test('a search is read from its URL as it was written', () => {
  const search = { q: 'mesa & sillas', category: 'mesas', sort: '-price', min_price: 1000 } as const
  const url = new URL(searchHref(search), 'http://shop.test')
  expect(parseSearch(url)).toMatchObject(search)
})

test('invalid parameters are left out of the search', () => {
  const url = new URL('http://shop.test/buscar?q=+&sort=random&min_price=abc&max_price=-1')
  expect(Object.values(parseSearch(url)).filter((value) => value !== undefined)).toEqual([])
})
