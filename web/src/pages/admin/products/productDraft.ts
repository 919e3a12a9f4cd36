/** A product while it is edited: the texts of the form's fields by JSON pointer. */

import { Problem } from '../../../api/problem'
import type {
  Category,
  Money,
  NewProduct,
  Product,
  ProductChange,
  ProductText,
} from '../../../api/types'
import { languages } from '../../../i18n'
import { parseAmount, writeAmount } from '../../../i18n/amountText'
import { messages } from '../messages'
import { type PriceFormat, priceFault } from './priceFormat'

export type Draft = Record<string, string>

export const EMPTY_DRAFT: Draft = {}

/** Return the draft of a product, read in every language. */
export function toDraft(
  texts: Record<(typeof languages)[number], Product>,
  { separator }: Pick<PriceFormat, 'separator'>,
): Draft {
  const { sku, slug, brand, price, category } = texts.es
  const draft: Draft = {
    '/sku': sku,
    '/slug': slug,
    '/brand': brand ?? '',
    '/price': writeAmount(price.amount, price.currency, separator),
    '/categories': category.slug,
  }
  for (const lang of languages) {
    const { name, description, attributes } = texts[lang]
    draft[`/texts/${lang}/name`] = name
    draft[`/texts/${lang}/description`] = description
    draft[`/texts/${lang}/attributes`] = Object.entries(attributes)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  }
  return draft
}

/** Return the pointers of the fields in which two drafts differ. */
export function changedPointers(before: Draft, after: Draft): string[] {
  const pointers = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...pointers].filter((pointer) => normalize(before[pointer]) !== normalize(after[pointer]))
}

/** Return a text without outer spaces, and with the line ends that forms change to CRLF. */
const normalize = (text = '') => text.replaceAll('\r\n', '\n').trim()

/** Return the change from one draft to another. Throw a Problem for a text that cannot be parsed. */
export function toProductChange(
  from: Draft,
  to: Draft,
  format: PriceFormat,
  categories: Category[],
): ProductChange {
  const changed = new Set(changedPointers(from, to))
  const change: ProductChange = {}
  const text = (pointer: string) => normalize(to[pointer])
  if (changed.has('/sku')) change.sku = text('/sku')
  if (changed.has('/slug') && text('/slug')) change.slug = text('/slug')
  if (changed.has('/brand')) change.brand = text('/brand') || null
  if (changed.has('/price')) change.price = toPrice(text('/price'), format)
  if (changed.has('/categories')) change.categories = categoryPath(text('/categories'), categories)
  for (const lang of languages) {
    if (![...changed].some((pointer) => pointer.startsWith(`/texts/${lang}/`))) continue
    change.texts = { ...change.texts, [lang]: toProductText(to, lang) }
  }
  return change
}

/** Return the product to be created, without the languages that have no name. */
export function toNewProduct(
  draft: Draft,
  format: PriceFormat,
  categories: Category[],
): NewProduct {
  const change = toProductChange(EMPTY_DRAFT, draft, format, categories)
  const texts = Object.fromEntries(
    languages
      .filter((lang) => normalize(draft[`/texts/${lang}/name`]))
      .map((lang) => [lang, toProductText(draft, lang)]),
  )
  const { sku = '', price = toPrice('', format), categories: path = [] } = change
  return {
    sku,
    price,
    categories: path,
    texts,
    brand: change.brand ?? null,
    slug: change.slug ?? null,
  }
}

export interface Merge {
  /** Mine, with their changes to fields that I did not change. */
  draft: Draft
  /** The pointers of fields that both changed, to different texts. */
  conflicts: string[]
}

/** Merge two people's changes to the same product (a three-way merge). */
export function mergeDrafts(base: Draft, mine: Draft, theirs: Draft): Merge {
  const mineChanged = new Set(changedPointers(base, mine))
  const draft: Draft = { ...mine }
  const conflicts: string[] = []
  for (const pointer of changedPointers(base, theirs)) {
    if (!mineChanged.has(pointer)) draft[pointer] = theirs[pointer] ?? ''
    else if (normalize(mine[pointer]) !== normalize(theirs[pointer])) conflicts.push(pointer)
  }
  return { draft, conflicts }
}

function toProductText(draft: Draft, lang: string): ProductText {
  return {
    name: normalize(draft[`/texts/${lang}/name`]),
    description: normalize(draft[`/texts/${lang}/description`]),
    attributes: parseAttributes(draft[`/texts/${lang}/attributes`], `/texts/${lang}/attributes`),
  }
}

function parseAttributes(text: string | undefined, pointer: string): Record<string, string> {
  const lines = normalize(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(':')
      const value = rest.join(':').trim()
      if (!name.trim() || !value) throw invalid(pointer, messages.value.product.badAttribute(line))
      return [name.trim(), value]
    }),
  )
}

function categoryPath(slug: string, categories: Category[]) {
  const path = categories.find((category) => category.slug === slug)?.path ?? [slug]
  return path.map((ancestor) => ({ slug: ancestor }))
}

function toPrice(text: string, format: PriceFormat): Money {
  const { currency, separator } = format
  const amount = parseAmount(text, currency, separator)
  if (typeof amount !== 'number') throw invalid('/price', priceFault(text, amount, format))
  if (amount === 0) throw invalid('/price', messages.value.price.zero)
  return { amount, currency }
}

/** Return the error of a field, as the API would report it. */
const invalid = (pointer: string, detail: string) =>
  new Problem(422, 'invalid-request', '', detail, [{ pointer, detail }])
