/** The tree of categories as admins see it: with each one's own names, and all its products. */

import { useEffect } from 'preact/hooks'
import { listCategoryDetails } from '../../../api/admin'
import type { Category } from '../../../api/types'
import { lang } from '../../../i18n'
import { categories } from '../../../state/categories'
import { type Resource, useResource } from '../../../state/resource'
import { useKept } from '../../../state/useKept'

/** Read the tree as it is now, and have the shop show it too: its own copy may be a minute old. */
export function useCategories(): Resource<Category[]> {
  const tree = useResource(`admin categories ${lang.value}`, listCategoryDetails)
  useEffect(() => {
    if (tree.data) categories.value = tree.data
  }, [tree.data])
  const data = useKept(tree.data)
  return { ...tree, data }
}

/** Return the names of a category and those above it: "Casa / Luz". */
export function pathName({ path }: Category, all: Category[]): string {
  const names = new Map(all.map(({ slug, name }) => [slug, name]))
  return path.map((slug) => names.get(slug) ?? slug).join(' / ')
}

/** Whether a category is another one, or stands in it. */
export const isWithin = ({ path }: Category, slug: string) => path.includes(slug)
