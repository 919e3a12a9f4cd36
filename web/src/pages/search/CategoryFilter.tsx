import type { Category, Facets } from '../../api/types'
import { t } from '../../i18n'
import { categories } from '../../state/categories'
import type { FilterProps } from './filterProps'

interface Option {
  slug: string
  name: string
  /** How far down the tree, from 0. */
  depth: number
  /** Unknown for those above the chosen one. */
  count?: number
}

/** The way down to the chosen category, and the next step down from it. */
export function CategoryFilter({ search, facets, narrow }: FilterProps) {
  const words = t.value.search
  const chosen = search.category
  const options = [
    ...wayTo(chosen, categories.value ?? []),
    ...nextSteps(chosen, facets?.categories ?? [], categories.value ?? []),
  ]
  return (
    <fieldset class="filter">
      <legend>{words.category}</legend>
      <label class="choice">
        <input
          type="radio"
          name="category"
          checked={chosen === undefined}
          onChange={() => narrow({ category: undefined })}
        />
        {words.everyCategory}
      </label>
      {options.map(({ slug, name, depth, count }) => (
        <label class={`choice choice--depth-${Math.min(depth, 3)}`} key={slug}>
          <input
            type="radio"
            name="category"
            checked={chosen === slug}
            onChange={() => narrow({ category: slug })}
          />
          {name}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
    </fieldset>
  )
}

/** The chosen category below all that it stands in; it must stay on the list to be taken back. */
function wayTo(chosen: string | undefined, tree: Category[]): Option[] {
  if (chosen === undefined) return []
  const path = tree.find(({ slug }) => slug === chosen)?.path ?? [chosen]
  return path.map((slug, depth) => ({
    slug,
    depth,
    name: tree.find((category) => category.slug === slug)?.name ?? slug,
  }))
}

/** Of the categories that have results, those nearest: none below another that is shown. */
function nextSteps(
  chosen: string | undefined,
  found: Facets['categories'],
  tree: Category[],
): Option[] {
  const shown = new Set(found.map(({ slug }) => slug).filter((slug) => slug !== chosen))
  return found.flatMap((facet) => {
    const path = tree.find(({ slug }) => slug === facet.slug)?.path ?? [facet.slug]
    const below = path.slice(0, -1).some((above) => shown.has(above))
    return below || facet.slug === chosen ? [] : [{ ...facet, depth: path.length - 1 }]
  })
}
