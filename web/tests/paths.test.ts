import { expect, test } from 'vitest'
import { searchHref } from '../src/pages/search/searchHref'
import { readSearch } from '../src/pages/search/searchParams'
import { matchPath } from '../src/router/match'

test('a path gives its parts by name', () => {
  expect(matchPath('/producto/:slug', '/producto/mesa-%C3%B1')).toEqual({ slug: 'mesa-ñ' })
  expect(matchPath('/cuenta/pedidos/:id', '/cuenta/pedidos/a1/')).toEqual({ id: 'a1' })
  expect(matchPath('/', '/')).toEqual({})
})

test('another path is another page', () => {
  expect(matchPath('/producto/:slug', '/producto')).toBeNull()
  expect(matchPath('/producto/:slug', '/productos/mesa')).toBeNull()
  expect(matchPath('/', '/cesta')).toBeNull()
})

test('a path that is badly encoded does not break the shop', () => {
  expect(matchPath('/producto/:slug', '/producto/%E0%A4')).toEqual({ slug: '%E0%A4' })
})

test('a search comes back from its address as it went in', () => {
  const search = { q: 'mesa & sillas', category: 'mesas', sort: '-price', min_price: 1000 } as const
  const url = new URL(searchHref(search), 'http://shop.test')
  expect(readSearch(url)).toMatchObject(search)
})

test('what an address says wrongly is left out of the search', () => {
  const url = new URL('http://shop.test/buscar?q=+&sort=random&min_price=abc&max_price=-1')
  expect(Object.values(readSearch(url)).filter((value) => value !== undefined)).toEqual([])
})
