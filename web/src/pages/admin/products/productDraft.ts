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
import { oneLine } from '../../../components/lineText'
import { type Lang, languages } from '../../../i18n'
import { parseAmount, writeAmount } from '../../../i18n/amountText'
import { messages } from '../messages'
import { type PriceFormat, priceFault } from './priceFormat'

export type Draft = Record<string, string>

export const EMPTY_DRAFT: Draft = {}

/** Return the draft of a product, read in every language. */
export function toDraft(
  texts: Record<Lang, Product>,
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
  // Of its own texts alone: what the shop shows instead of a missing one is not to be stored as it.
  for (const lang of languages) Object.assign(draft, textFields(lang, ownText(texts[lang], lang)))
  return draft
}

/** Return what the shop shows instead of the texts that a product lacks, by the fields' pointers. */
export function toPlaceholders(texts: Record<Lang, Product>): Draft {
  const lacking = languages.filter((lang) => !ownText(texts[lang], lang))
  return Object.assign({}, ...lacking.map((lang) => textFields(lang, texts[lang])))
}

/** Return the product's texts in a language; undefined if others stand in for them. */
const ownText = (product: Product, lang: Lang) => (product.texts ?? { [lang]: product })[lang]

function textFields(lang: Lang, text: ProductText | undefined): Draft {
  const attributes = Object.entries(text?.attributes ?? {})
  return {
    [`/texts/${lang}/name`]: text?.name ?? '',
    [`/texts/${lang}/description`]: text?.description ?? '',
    [`/texts/${lang}/attributes`]: attributes
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  }
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
    change.texts = { ...change.texts, [lang]: toProductText(to, lang) ?? null }
  }
  return change
}

/** Return the draft to be created, with the languages that have some text. */
export function toNewProduct(
  draft: Draft,
  format: PriceFormat,
  categories: Category[],
): NewProduct {
  const change = toProductChange(EMPTY_DRAFT, draft, format, categories)
  const texts = Object.fromEntries(
    languages.map((lang) => [lang, toProductText(draft, lang)]).filter(([, text]) => text),
  )
  const { sku = '', price = toPrice('', format) } = change
  const path = change.categories ?? categoryPath('', categories)
  return {
    state: 'draft',
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

/** Return the texts of a language; undefined if there are none. Throw a Problem without a name. */
function toProductText(draft: Draft, lang: Lang): ProductText | undefined {
  const at = (field: string) => `/texts/${lang}/${field}`
  const [name, description, attributes] = ['name', 'description', 'attributes'].map((field) =>
    normalize(draft[at(field)]),
  ) as [string, string, string]
  if (!name && !description && !attributes) return undefined
  if (!name) throw invalid(at('name'), messages.value.product.nameNeeded)
  return {
    name: oneLine(name),
    description,
    attributes: parseAttributes(attributes, at('attributes')),
  }
}

function parseAttributes(text: string, pointer: string): Record<string, string> {
  const { badAttribute, repeatedAttribute } = messages.value.product
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const seen = new Map<string, string>()
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(':')
      const value = oneLine(rest.join(':'))
      if (!name.trim() || !value) throw invalid(pointer, badAttribute(line))
      const key = attributeKey(name)
      const earlier = seen.get(key)
      if (earlier !== undefined) throw invalid(pointer, repeatedAttribute(line, earlier))
      seen.set(key, line)
      return [oneLine(name), value]
    }),
  )
}

/**
 * Return what makes an attribute's name the same as another: "Color" is " color".
 *
 * The service has the same rule; tests/tables/attribute_names.json holds both to it.
 */
export const attributeKey = (name: string) =>
  name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()

function categoryPath(slug: string, categories: Category[]) {
  if (!slug) throw invalid('/categories', messages.value.product.chooseCategory)
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
