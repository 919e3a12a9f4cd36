import { expect, test } from 'vitest'
import type { Category, Product } from '../src/api/types'
import {
  changedPointers,
  mergeDrafts,
  parseAmount,
  toDraft,
  toNewProduct,
  toProductChange,
} from '../src/pages/admin/products/productDraft'

const lamp = (name: string): Product => ({
  id: '1',
  sku: 'LAM-1',
  slug: 'lampara',
  name,
  category: { slug: 'luz', name: 'Luz' },
  price: { amount: 14990, currency: 'EUR' },
  image: null,
  in_stock: true,
  description: 'Alumbra.',
  attributes: { Material: 'roble' },
  images: [],
  stock: 3,
  brand: null,
  breadcrumbs: [],
  lowest_price_30d: null,
})
const draft = toDraft({ es: lamp('Lámpara'), en: lamp('Lamp') })
const luz: Category = {
  slug: 'luz',
  name: 'Luz',
  path: ['casa', 'luz'],
  parent: 'casa',
  product_count: 1,
}

test('an unchanged draft is no change, whatever line ends a form sends', () => {
  const same = { ...draft, '/texts/es/description': ' Alumbra.\r\n' }
  expect(changedPointers(draft, same)).toEqual([])
  expect(toProductChange(draft, same, 'EUR', [luz])).toEqual({})
})

test('only changed fields are sent, the texts of a language together', () => {
  const mine = { ...draft, '/price': '99,5', '/texts/en/name': 'Tall lamp' }
  expect(toProductChange(draft, mine, 'EUR', [luz])).toEqual({
    price: { amount: 9950, currency: 'EUR' },
    texts: {
      en: { name: 'Tall lamp', description: 'Alumbra.', attributes: { Material: 'roble' } },
    },
  })
})

test('prices are read in the format of either language', () => {
  expect(
    ['149,90', '149.9', '1.149,90', '1,149.90', '1149', '12 €'].map((text) =>
      parseAmount(text, 'EUR'),
    ),
  ).toEqual([14990, 14990, 114990, 114990, 114900, 1200])
  expect(() => parseAmount('doce', 'EUR')).toThrow()
})

test('a new product has the languages with a name, and the whole path of its category', () => {
  const made = toNewProduct({ ...draft, '/texts/en/name': '' }, [luz])
  expect(Object.keys(made.texts)).toEqual(['es'])
  expect(made.categories).toEqual([{ slug: 'casa' }, { slug: 'luz' }])
})

test('an attribute without a colon is an error of its field', () => {
  const odd = { ...draft, '/texts/es/attributes': 'roble' }
  expect(() => toProductChange(draft, odd, 'EUR', [luz])).toThrow('roble')
})

test('two people’s changes are merged, and conflict only where both changed', () => {
  const mine = { ...draft, '/price': '1', '/sku': 'MINE' }
  const theirs = { ...draft, '/price': '2', '/brand': 'Olmo' }
  const { draft: merged, conflicts } = mergeDrafts(draft, mine, theirs)
  expect(conflicts).toEqual(['/price'])
  expect([merged['/sku'], merged['/brand'], merged['/price']]).toEqual(['MINE', 'Olmo', '1'])
})
