import { afterEach, expect, test, vi } from 'vitest'
import { requestUrl, takePrefetched } from '../src/api/request'
import { prefetchPageData, primaryRequest } from '../src/prefetch'

const at = (path: string) => new URL(path, 'http://shop.test')

afterEach(() => vi.unstubAllGlobals())

test('each page that shoppers arrive at has one thing that it needs above all', () => {
  const addresses = ['/', '/buscar?q=mesa', '/producto/silla%20alta', '/pagar', '/cesta', '/admin']
  const needs = addresses.map((path) => {
    const need = primaryRequest(at(path))
    return need && requestUrl(need[0], 'es', need[1])
  })
  expect(needs).toEqual([
    '/products?lang=es&sort=newest&limit=9',
    '/products?lang=es&q=mesa&limit=24',
    '/products/silla%20alta?lang=es',
    '/orders/cart?lang=es',
    '/orders/cart?lang=es',
    null,
  ])
})

test('an answer that was asked for early is taken once', async () => {
  vi.stubGlobal('fetch', async (address: string) => new Response(address))
  prefetchPageData(at('/pagar'), 'en')
  expect(takePrefetched('/orders/cart?lang=es')).toBeUndefined()
  expect(await (await takePrefetched('/orders/cart?lang=en'))?.text()).toBe('/orders/cart?lang=en')
  expect(takePrefetched('/orders/cart?lang=en')).toBeUndefined()
})

test('nobody hears of an early question that was in vain until somebody asks', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no line')))
  prefetchPageData(at('/'), 'es')
  await expect(takePrefetched('/products?lang=es&sort=newest&limit=9')).rejects.toThrow('no line')
})
