import type { Category, Facets } from '../../api/types'
import { t } from '../../i18n'
import { categories } from '../../state/categories'
import type { FilterProps } from './filterProps'

interface Option {
  slug: string
  name: string
  /** The depth in the category tree, from 0. */
  depth: number
  /** Undefined for the chosen category and those above it. */
  count?: number
}

/** The path of categories down to the chosen one, and those of the results below it. */
export function CategoryFilter({ search, facets, refine }: FilterProps) {
  const labels = t.value.search
  const chosen = search.category
  const options = [
    ...pathTo(chosen, categories.value ?? []),
    ...subcategoriesOf(chosen, facets?.categories ?? [], categories.value ?? []),
  ]
  return (
    <fieldset class="filter">
      <legend>{labels.category}</legend>
      <label class="choice">
        <input
          type="radio"
          name="category"
          checked={chosen === undefined}
          onChange={() => refine({ category: undefined })}
        />
        {labels.everyCategory}
      </label>
      {options.map(({ slug, name, depth, count }) => (
        <label class={`choice choice--depth-${Math.min(depth, 3)}`} key={slug}>
          <input
            type="radio"
            name="category"
            checked={chosen === slug}
            onChange={() => refine({ category: slug })}
          />
          {name}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
    </fieldset>
  )
}

/** Return the chosen category and those above it, which can be chosen instead. */
function pathTo(chosen: string | undefined, tree: Category[]): Option[] {
  if (chosen === undefined) return []
  const path = tree.find(({ slug }) => slug === chosen)?.path ?? [chosen]
  return path.map((slug, depth) => ({
    slug,
    depth,
    name: tree.find((category) => category.slug === slug)?.name ?? slug,
  }))
}

/** Return the topmost categories of the results: none that is below another one. */
function subcategoriesOf(
  chosen: string | undefined,
  facets: Facets['categories'],
  tree: Category[],
): Option[] {
  const shown = new Set(facets.map(({ slug }) => slug).filter((slug) => slug !== chosen))
  return facets.flatMap((facet) => {
    const path = tree.find(({ slug }) => slug === facet.slug)?.path ?? [facet.slug]
    const below = path.slice(0, -1).some((above) => shown.has(above))
    return below || facet.slug === chosen ? [] : [{ ...facet, depth: path.length - 1 }]
  })
}
