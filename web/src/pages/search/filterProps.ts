import type { Facets } from '../../api/types'
import type { Search } from './searchParams'

/** The properties of every filter of the search page. */
export interface FilterProps {
  search: Search
  facets: Facets | undefined
  narrow: (changes: Partial<Search>) => void
}
