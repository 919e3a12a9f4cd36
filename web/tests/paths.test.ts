import { expect, test } from 'vitest'
import { searchHref } from '../src/pages/search/searchHref'
import { invalidParams, parseSearch, searchText } from '../src/pages/search/searchParams'
import { canonicalUrl, matchPath } from '../src/router/match'

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

test('slashes too many and capital letters make no other page', () => {
  expect(matchPath('/buscar', '/buscar/')).toEqual({})
  expect(matchPath('/buscar', '//BUSCAR//')).toEqual({})
  expect(matchPath('/producto/:slug', '//Producto//Mesa-Oslo/')).toEqual({ slug: 'mesa-oslo' })
  expect(matchPath('/producto/:slug', '/producto/%4Desa-%C3%91')).toEqual({ slug: 'mesa-ñ' })
})

test('a page has one spelling of its path, which keeps query and fragment', () => {
  const canonical = (path: string) => canonicalUrl(new URL(path, 'http://shop.test')).href
  expect(canonical('/Buscar/?q=Mesa#Top')).toBe('http://shop.test/buscar?q=Mesa#Top')
  expect(canonical('http://shop.test//cesta//')).toBe('http://shop.test/cesta')
  expect(canonical('/')).toBe('http://shop.test/')
  expect(canonical('/producto/caf%C3%A9')).toBe('http://shop.test/producto/caf%c3%a9')
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

test('a search is read from any spelling of its path', () => {
  for (const path of ['/buscar/?q=mesa', '//buscar?q=mesa', '/Buscar?q=mesa']) {
    expect(parseSearch(new URL(`http://shop.test${path}`)).q).toBe('mesa')
  }
  expect(parseSearch(new URL('http://shop.test/cesta?q=mesa'))).toEqual({})
})

test('tabs, line breaks and other controls in a search become spaces', () => {
  expect(searchText(' mesa\tde\r\nnoche\u0000\u0085roble\u2028 ')).toBe('mesa de noche roble')
  const url = new URL('http://shop.test/buscar?q=mesa%09noche%0A&brand=Olmo%0By%09Cía')
  expect(parseSearch(url)).toMatchObject({ q: 'mesa noche', brand: 'Olmo y Cía' })
})

test('a long search is cut between characters', () => {
  expect(searchText('\u202emesa\ud83e\ufffe\ufdd0 \u{1fffe}')).toBe('mesa')
  expect(searchText('🪑'.repeat(201))).toBe('🪑'.repeat(200))
})

test('badly encoded parameters are read as far as they can be', () => {
  expect(parseSearch(new URL('http://shop.test/buscar?q=50%')).q).toBe('50%')
  expect(parseSearch(new URL('http://shop.test/buscar?q=l%E1mpara')).q).toBe('l\ufffdmpara')
})

test('invalid parameters are named, and those that are empty or unknown are not', () => {
  const url = new URL(
    'http://shop.test/buscar?q=&sort=random&min_price=abc&max_price=&utm_source=x',
  )
  expect(invalidParams(url)).toEqual(['min_price', 'sort'])
  expect(invalidParams(new URL('http://shop.test/buscar?sort=name&category=Mesas'))).toEqual([])
})
