/** The tree of categories, read once a language and shared by header, footer and pages. */

import { computed, effect, signal } from '@preact/signals'
import { listCategories } from '../api/products'
import type { Category } from '../api/types'
import { type Lang, lang } from '../i18n'

/** Until the categories are asked for again, when they were not to be had. */
const PAUSE_MS = 10_000

/** Undefined until read; the shop can be used without. */
export const categories = signal<Category[] | undefined>(undefined)

/** Those at the top of the tree that have something in them. */
export const topCategories = computed(() =>
  categories.value?.filter(({ parent, product_count }) => parent === null && product_count > 0),
)

export function startCategories(): void {
  effect(() => read(lang.value))
}

function read(asked: Lang): void {
  listCategories()
    .then((found) => {
      if (lang.peek() === asked) categories.value = found
    })
    .catch(() => {
      setTimeout(() => {
        if (lang.peek() === asked) read(asked)
      }, PAUSE_MS)
    })
}
