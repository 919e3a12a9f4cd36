import { expect, test } from 'vitest'
import type { Category, Product } from '../src/api/types'
import {
  amountOf,
  changeOf,
  differences,
  merge,
  newProductOf,
  toDraft,
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

test('what was not touched changes nothing, whatever line ends a form sends', () => {
  const same = { ...draft, '/texts/es/description': ' Alumbra.\r\n' }
  expect(differences(draft, same)).toEqual([])
  expect(changeOf(draft, same, 'EUR', [luz])).toEqual({})
})

test('only what was touched is sent, a language whole', () => {
  const mine = { ...draft, '/price': '99,5', '/texts/en/name': 'Tall lamp' }
  expect(changeOf(draft, mine, 'EUR', [luz])).toEqual({
    price: { amount: 9950, currency: 'EUR' },
    texts: {
      en: { name: 'Tall lamp', description: 'Alumbra.', attributes: { Material: 'roble' } },
    },
  })
})

test('prices are read as either language writes them', () => {
  expect(
    ['149,90', '149.9', '1.149,90', '1,149.90', '1149', '12 €'].map((text) =>
      amountOf(text, 'EUR'),
    ),
  ).toEqual([14990, 14990, 114990, 114990, 114900, 1200])
  expect(() => amountOf('doce', 'EUR')).toThrow()
})

test('a new product has the languages that have a name, and its category’s whole path', () => {
  const made = newProductOf({ ...draft, '/texts/en/name': '' }, [luz])
  expect(Object.keys(made.texts)).toEqual(['es'])
  expect(made.categories).toEqual([{ slug: 'casa' }, { slug: 'luz' }])
})

test('a detail without a colon is named at its field', () => {
  const odd = { ...draft, '/texts/es/attributes': 'roble' }
  expect(() => changeOf(draft, odd, 'EUR', [luz])).toThrow('roble')
})

test('two people’s changes come together, and clash only where both changed', () => {
  const mine = { ...draft, '/price': '1', '/sku': 'MINE' }
  const theirs = { ...draft, '/price': '2', '/brand': 'Olmo' }
  const { draft: merged, conflicts } = merge(draft, mine, theirs)
  expect(conflicts).toEqual(['/price'])
  expect([merged['/sku'], merged['/brand'], merged['/price']]).toEqual(['MINE', 'Olmo', '1'])
})
