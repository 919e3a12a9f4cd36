import { expect, test } from 'vitest'
import attributeNames from '../../tests/tables/attribute_names.json'
import type { Category, Product } from '../src/api/types'
import { isPriceJump } from '../src/pages/admin/products/PriceQuestion'
import {
  changedPointers,
  mergeDrafts,
  toDraft,
  toNewProduct,
  toPlaceholders,
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
const euros = { currency: 'EUR', separator: ',' } as const
const draft = toDraft({ es: lamp('Lámpara'), en: lamp('Lamp') }, euros)
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
  expect(toProductChange(draft, same, euros, [luz])).toEqual({})
})

test('only changed fields are sent, the texts of a language together', () => {
  const mine = { ...draft, '/price': '99,5', '/texts/en/name': 'Tall lamp' }
  expect(toProductChange(draft, mine, euros, [luz])).toEqual({
    price: { amount: 9950, currency: 'EUR' },
    texts: {
      en: { name: 'Tall lamp', description: 'Alumbra.', attributes: { Material: 'roble' } },
    },
  })
})

test('a price stands in its field as it is typed in the language of the form', () => {
  const texts = { es: lamp('Lámpara'), en: lamp('Lamp') }
  expect(toDraft(texts, { separator: ',' })['/price']).toBe('149,90')
  expect(toDraft(texts, { separator: '.' })['/price']).toBe('149.90')
})

test.for([
  ['1.290', '«1.290» se puede leer como 1,29 o como 1290: escribe 1290 o 1,29.'],
  ['149.905', 'escribe 149905 si es eso'],
  ['12,500', 'escribe 12500 o 12,50'],
  ['0,999', 'EUR tiene 2 decimales como mucho'],
  ['doce', 'Escribe un precio como 149,90.'],
  ['$ 12', 'Los precios son en EUR'],
  ['-12', 'sin signo'],
  ['1e3', 'con todas sus cifras'],
  ['१२', 'con las cifras 0 a 9'],
  ['9'.repeat(20), 'demasiado'],
  ['0', 'El precio debe ser mayor que cero.'],
  ['0,00 €', 'El precio debe ser mayor que cero.'],
] as const)('a price "%s" is refused at its field, and says what to write', ([text, detail]) => {
  const change = () => toProductChange(draft, { ...draft, '/price': text }, euros, [luz])
  expect(change).toThrow(detail)
  expect(change).toThrow(expect.objectContaining({ byPointer: { '/price': expect.anything() } }))
})

test('a price in a currency without decimals is refused where it has some', () => {
  const yen = { currency: 'JPY', separator: ',' } as const
  const change = (price: string) =>
    toProductChange(draft, { ...draft, '/price': price }, yen, [luz])
  expect(change('149.900').price).toEqual({ amount: 149900, currency: 'JPY' })
  expect(() => change('149,50')).toThrow('JPY no tiene decimales: escribe un precio como 149.')
})

test('a new product is a draft with the languages that have texts, and its whole category', () => {
  const spanish = Object.entries(draft).filter(([pointer]) => !pointer.startsWith('/texts/en/'))
  const made = toNewProduct(Object.fromEntries(spanish), euros, [luz])
  expect(Object.keys(made.texts)).toEqual(['es'])
  expect(made.categories).toEqual([{ slug: 'casa' }, { slug: 'luz' }])
  expect(made.state).toBe('draft')
})

test('texts without a name are not dropped: their language needs one', () => {
  const nameless = { ...draft, '/texts/en/name': '' }
  const refusal = expect.objectContaining({ byPointer: { '/texts/en/name': expect.anything() } })
  expect(() => toNewProduct(nameless, euros, [luz])).toThrow(refusal)
  expect(() => toProductChange(draft, nameless, euros, [luz])).toThrow(refusal)
})

test('a category must be chosen', () => {
  const refusal = expect.objectContaining({ byPointer: { '/categories': 'Elige una categoría' } })
  expect(() => toNewProduct({ ...draft, '/categories': '' }, euros, [luz])).toThrow(refusal)
})

test('texts that stand in for missing ones are shown, and never stored', () => {
  const own = { es: { name: 'Lámpara', description: 'Alumbra.', attributes: {} } }
  const texts = { es: { ...lamp('Lámpara'), texts: own }, en: { ...lamp('Lámpara'), texts: own } }
  const stored = toDraft(texts, euros)
  expect(stored['/texts/en/name']).toBe('')
  expect(toPlaceholders(texts)).toEqual({
    '/texts/en/name': 'Lámpara',
    '/texts/en/description': 'Alumbra.',
    '/texts/en/attributes': 'Material: roble',
  })
  const named = { ...stored, '/texts/en/name': 'Lamp' }
  expect(toProductChange(stored, named, euros, [luz])).toEqual({
    texts: { en: { name: 'Lamp', description: '', attributes: {} } },
  })
})

test('a language whose texts are all deleted is taken off the product', () => {
  const english = Object.keys(draft).filter((pointer) => pointer.startsWith('/texts/en/'))
  const emptied = { ...draft, ...Object.fromEntries(english.map((pointer) => [pointer, ' '])) }
  expect(toProductChange(draft, emptied, euros, [luz])).toEqual({ texts: { en: null } })
})

test.for(attributeNames)(
  'attributes "$first" and "$second" are told apart as the service does',
  ({ first, second, same }) => {
    const text = `${first}: roble\n${second}: pino`
    const change = () =>
      toProductChange(draft, { ...draft, '/texts/es/attributes': text }, euros, [luz])
    if (same) {
      expect(change).toThrow(`«${second}: pino» repite «${first}: roble»`)
      expect(change).toThrow(
        expect.objectContaining({ byPointer: { '/texts/es/attributes': expect.anything() } }),
      )
    } else expect(Object.keys(change().texts?.es?.attributes ?? {})).toHaveLength(2)
  },
)

test('an attribute without a colon is an error of its field', () => {
  const odd = { ...draft, '/texts/es/attributes': 'roble' }
  expect(() => toProductChange(draft, odd, euros, [luz])).toThrow('roble')
})

test.for(['Material:', ': roble'])('a half attribute, %s, is told what it lacks', (line) => {
  const odd = { ...draft, '/texts/es/attributes': line }
  expect(() => toProductChange(draft, odd, euros, [luz])).toThrow(/nombre, dos puntos y valor/)
})

test('two people’s changes are merged, and conflict only where both changed', () => {
  const mine = { ...draft, '/price': '1', '/sku': 'MINE' }
  const theirs = { ...draft, '/price': '2', '/brand': 'Olmo' }
  const { draft: merged, conflicts } = mergeDrafts(draft, mine, theirs)
  expect(conflicts).toEqual(['/price'])
  expect([merged['/sku'], merged['/brand'], merged['/price']]).toEqual(['MINE', 'Olmo', '1'])
})

test.for([
  [14990, 129000, true],
  [14990, 74950, false],
  [14990, 74951, true],
  [14990, 2998, false],
  [14990, 2997, true],
  [14990, 14990, false],
] as const)('a price from %d to %d is asked about: %s', ([before, after, isAsked]) => {
  const euros = (amount: number) => ({ amount, currency: 'EUR' })
  expect(isPriceJump(euros(before), euros(after))).toBe(isAsked)
})
