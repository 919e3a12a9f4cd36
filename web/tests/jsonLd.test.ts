import { expect, test, vi } from 'vitest'
import type { Product } from '../src/api/types'
import { productJsonLd } from '../src/pages/product/jsonLd'

const hammock: Product = {
  id: '1',
  sku: 'HAM-1',
  slug: 'hamaca',
  name: 'Hamaca',
  category: { slug: 'hogar', name: 'Hogar' },
  price: { amount: 14990000, currency: 'COP' },
  image: null,
  in_stock: true,
  description: '',
  attributes: {},
  images: [],
  stock: 3,
  brand: null,
  breadcrumbs: [],
  lowest_price_30d: null,
}

test.for([
  ['COP', 14990000, '149900.00'],
  ['JPY', 1500, '1500'],
  ['KWD', 12500, '12.500'],
  ['CLF', 125000, '12.5000'],
] as const)('structured data has the decimals of %s', ([currency, amount, price]) => {
  vi.stubGlobal('location', { origin: 'https://shop.example' })
  const { offers } = productJsonLd({ ...hammock, price: { amount, currency } }) as {
    offers: object
  }
  expect(offers).toMatchObject({ price, priceCurrency: currency })
})
