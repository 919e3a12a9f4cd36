import { expect, test } from 'vitest'
import type { ProductSummary } from '../src/api/types'
import { featuredOf } from '../src/pages/home/featured'

const image = { url: '/media/a.webp', alt: '', width: 4, height: 5, sources: [] }

const product = (name: string, more: Partial<ProductSummary>): ProductSummary => ({
  id: name,
  sku: name,
  slug: name,
  name,
  category: { slug: 'luz', name: 'Luz' },
  price: { amount: 100, currency: 'EUR' },
  image,
  in_stock: true,
  ...more,
})

const bare = product('without a picture', { image: null })
const gone = product('sold out', { in_stock: false })
const unknown = product('of unknown stock', { in_stock: null })

test('the product at the top of the home page has a picture and can be bought', () => {
  const lamp = product('lamp', {})
  expect(featuredOf([bare, gone, unknown, lamp, product('older', {})])).toBe(lamp)
})

test('there is none at the top rather than one that cannot be bought', () => {
  expect(featuredOf([bare, gone, unknown])).toBeUndefined()
  expect(featuredOf([])).toBeUndefined()
})
