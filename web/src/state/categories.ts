/** The category tree, read once per language and shared by header, footer and pages. */

import { computed, effect, signal } from '@preact/signals'
import { listCategories } from '../api/products'
import type { Category } from '../api/types'
import { type Lang, lang } from '../i18n'

/** The pause before a failed read is repeated. */
const RETRY_MS = 10_000

/** Undefined until read; the shop works without them. */
export const categories = signal<Category[] | undefined>(undefined)

/** The categories at the top of the tree that have products. */
export const topCategories = computed(() =>
  categories.value?.filter(({ parent, product_count }) => parent === null && product_count > 0),
)

export function startCategories(): void {
  effect(() => read(lang.value))
}

function read(requested: Lang): void {
  listCategories()
    .then((tree) => {
      if (lang.peek() === requested) categories.value = tree
    })
    .catch(() => {
      setTimeout(() => {
        if (lang.peek() === requested) read(requested)
      }, RETRY_MS)
    })
}
