import type { StateCounts } from '../../../api/types'
import { messages } from '../messages'
import { type ListedState, listedStates, listHref, type ProductListQuery } from './listQuery'

interface StateTabsProps {
  query: ProductListQuery
  /** Undefined until they are read. */
  counts: StateCounts | undefined
}

/** Links to the same list in each state, with how many products there are in it. */
export function StateTabs({ query, counts }: StateTabsProps) {
  const { states: labels } = messages.value
  const countOf = (state: ListedState) =>
    counts && (state === 'all' ? counts.active + counts.draft + counts.archived : counts[state])
  return (
    <nav class="chips" aria-label={labels.tabs}>
      <ul>
        {listedStates.map((state) => (
          <li key={state}>
            <a
              class="chip"
              href={listHref(query, { state })}
              aria-current={state === query.state ? 'page' : undefined}
              data-testid={`tab-${state}`}
            >
              {labels.plural[state]}
              {counts && <span class="chip__count"> {countOf(state)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
