import type { Sort } from '../../api/types'
import { t } from '../../i18n'
import { type Search, sorts } from './searchParams'

interface SortSelectProps {
  search: Search
  refine: (changes: Partial<Search>) => void
}

/** The order of the results. */
export function SortSelect({ search, refine }: SortSelectProps) {
  const { sort, sorts: names } = t.value.search
  return (
    <label class="sort">
      <span class="visually-hidden">{sort}</span>
      <select
        value={search.sort ?? 'relevance'}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Sort
          refine({ sort: chosen === 'relevance' ? undefined : chosen })
        }}
        data-testid="sort"
      >
        {sorts.map((value) => (
          <option key={value} value={value}>
            {names[value]}
          </option>
        ))}
      </select>
    </label>
  )
}
