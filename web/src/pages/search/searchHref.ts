import { queryString } from '../../api/query'
import { lang } from '../../i18n'
import type { Search } from './searchParams'

/** The address of a search; attributes lead to where they are spoken, whoever opens it. */
export function searchHref(search: Search): string {
  return `/buscar${queryString({ ...search, lang: search.attributes && lang.value })}`
}
