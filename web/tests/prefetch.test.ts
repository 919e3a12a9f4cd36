import { afterEach, expect, test, vi } from 'vitest'
import { requestUrl, takePrefetched } from '../src/api/request'
import { prefetchPageData, primaryRequest } from '../src/prefetch'

const at = (path: string) => new URL(path, 'http://shop.test')

afterEach(() => vi.unstubAllGlobals())

test('each page that shoppers arrive at has one primary request', () => {
  const paths = ['/', '/buscar?q=mesa', '/producto/silla%20alta', '/pagar', '/cesta', '/admin']
  const requests = paths.map((path) => {
    const request = primaryRequest(at(path))
    return request && requestUrl(request[0], 'es', request[1])
  })
  expect(requests).toEqual([
    '/products?lang=es&sort=newest&limit=9',
    '/products?lang=es&q=mesa&limit=24',
    '/products/silla%20alta?lang=es',
    '/orders/cart?lang=es',
    '/orders/cart?lang=es',
    null,
  ])
})

test('another spelling of a path has the same primary request', () => {
  for (const [path, other] of [
    ['/buscar?q=mesa', '//Buscar/?q=mesa'],
    ['/producto/mesa', '/Producto/Mesa/'],
    ['/pagar', '/PAGAR/'],
    ['/', '//'],
  ]) {
    expect(primaryRequest(new URL(`http://shop.test${other}`))).toEqual(
      primaryRequest(at(path ?? '')),
    )
  }
})

test('a prefetched response is taken once', async () => {
  vi.stubGlobal('fetch', async (url: string) => new Response(url))
  prefetchPageData(at('/pagar'), 'en')
  expect(takePrefetched('/orders/cart?lang=es')).toBeUndefined()
  expect(await (await takePrefetched('/orders/cart?lang=en'))?.text()).toBe('/orders/cart?lang=en')
  expect(takePrefetched('/orders/cart?lang=en')).toBeUndefined()
})

test('a failed prefetch is an error only for who takes it', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  prefetchPageData(at('/'), 'es')
  await expect(takePrefetched('/products?lang=es&sort=newest&limit=9')).rejects.toThrow(
    'no network',
  )
})
