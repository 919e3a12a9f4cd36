import type { Facets } from '../../api/types'
import type { Search } from './searchParams'

/** The properties of every filter of the search page. */
export interface FilterProps {
  search: Search
  facets: Facets | undefined
  /** Go to the first page of the search with these changes. */
  refine: (changes: Partial<Search>) => void
}

/** The properties of what shows the lowest and highest price that are searched for. */
export interface PriceFilterProps extends FilterProps {
  /** Undefined until it is known. */
  currency: string | undefined
}
