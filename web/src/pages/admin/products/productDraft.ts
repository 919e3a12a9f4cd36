/** A product while it is edited: flat texts by JSON pointer, as the form has them. */

import { Problem } from '../../../api/problem'
import type { Category, NewProduct, Product, ProductChange, ProductText } from '../../../api/types'
import { languages } from '../../../i18n'
import { minorUnitsOf } from '../../../i18n/format'
import { words } from '../messages'

export type Draft = Record<string, string>

const CURRENCY = 'EUR'

export const empty: Draft = {}

export function toDraft(texts: Record<(typeof languages)[number], Product>): Draft {
  const { sku, slug, brand, price, category } = texts.es
  const draft: Draft = {
    '/sku': sku,
    '/slug': slug,
    '/brand': brand ?? '',
    '/price': priceText(price.amount, price.currency),
    '/categories': category.slug,
  }
  for (const lang of languages) {
    const { name, description, attributes } = texts[lang]
    draft[`/texts/${lang}/name`] = name
    draft[`/texts/${lang}/description`] = description
    draft[`/texts/${lang}/attributes`] = Object.entries(attributes)
      .map(([fact, value]) => `${fact}: ${value}`)
      .join('\n')
  }
  return draft
}

/** The pointers at which two drafts differ. */
export function differences(one: Draft, other: Draft): string[] {
  const pointers = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...pointers].filter((pointer) => clean(one[pointer]) !== clean(other[pointer]))
}

/** A form brings line ends of its own. */
const clean = (text = '') => text.replaceAll('\r\n', '\n').trim()

/** What changes `from` into `to`. Throws a Problem that names what cannot be read. */
export function changeOf(
  from: Draft,
  to: Draft,
  currency: string,
  categories: Category[],
): ProductChange {
  const changed = new Set(differences(from, to))
  const change: ProductChange = {}
  const text = (pointer: string) => clean(to[pointer])
  if (changed.has('/sku')) change.sku = text('/sku')
  if (changed.has('/slug') && text('/slug')) change.slug = text('/slug')
  if (changed.has('/brand')) change.brand = text('/brand') || null
  if (changed.has('/price')) change.price = { amount: amountOf(text('/price'), currency), currency }
  if (changed.has('/categories')) change.categories = pathOf(text('/categories'), categories)
  for (const lang of languages) {
    if (![...changed].some((pointer) => pointer.startsWith(`/texts/${lang}/`))) continue
    change.texts = { ...change.texts, [lang]: textOf(to, lang) }
  }
  return change
}

/** A product to be created; languages without a name are left out. */
export function newProductOf(draft: Draft, categories: Category[]): NewProduct {
  const change = changeOf(empty, draft, CURRENCY, categories)
  const texts = Object.fromEntries(
    languages
      .filter((lang) => clean(draft[`/texts/${lang}/name`]))
      .map((lang) => [lang, textOf(draft, lang)]),
  )
  const { sku = '', price = { amount: 0, currency: CURRENCY }, categories: path = [] } = change
  return {
    sku,
    price,
    categories: path,
    texts,
    brand: change.brand ?? null,
    slug: change.slug ?? null,
  }
}

export interface Merged {
  /** Mine, with what others changed where I did not. */
  draft: Draft
  /** Where both changed, and not to the same. */
  conflicts: string[]
}

/** Brings together what two people made of the same product. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const own = new Set(differences(base, mine))
  const draft: Draft = { ...mine }
  const conflicts: string[] = []
  for (const pointer of differences(base, theirs)) {
    if (!own.has(pointer)) draft[pointer] = theirs[pointer] ?? ''
    else if (clean(mine[pointer]) !== clean(theirs[pointer])) conflicts.push(pointer)
  }
  return { draft, conflicts }
}

function textOf(draft: Draft, lang: string): ProductText {
  return {
    name: clean(draft[`/texts/${lang}/name`]),
    description: clean(draft[`/texts/${lang}/description`]),
    attributes: attributesOf(draft[`/texts/${lang}/attributes`], `/texts/${lang}/attributes`),
  }
}

function attributesOf(text: string | undefined, pointer: string): Record<string, string> {
  const lines = clean(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(':')
      const value = rest.join(':').trim()
      if (!name.trim() || !value) throw fault(pointer, words.value.product.badAttribute(line))
      return [name.trim(), value]
    }),
  )
}

function pathOf(slug: string, categories: Category[]) {
  const path = categories.find((category) => category.slug === slug)?.path ?? [slug]
  return path.map((each) => ({ slug: each }))
}

/** "1.149,90" is a Spaniard's, "1,149.90" an Englishman's: the last mark is the decimal one. */
export function amountOf(text: string, currency: string): number {
  const units = minorUnitsOf(currency)
  const match = /^(\d[\d.,\s]*?)(?:[.,](\d{1,2}))?$/.exec(text.replace(/[€\s]/g, ''))
  const whole = match?.[1]?.replace(/[.,]/g, '')
  if (!match || !whole) throw fault('/price', words.value.product.badPrice)
  return Number(whole) * units + Number((match[2] ?? '').padEnd(2, '0')) * (units / 100)
}

function priceText(amount: number, currency: string): string {
  const units = minorUnitsOf(currency)
  return (amount / units).toFixed(Math.log10(units))
}

const fault = (pointer: string, detail: string) =>
  new Problem(422, 'invalid-request', '', detail, [{ pointer, detail }])
