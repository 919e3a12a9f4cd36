import { queryString } from '../../api/query'
import { lang } from '../../i18n'
import type { Search } from './searchParams'

/** Return the URL of a search, with the language if it has attributes, which are named in one. */
export function searchHref(search: Search): string {
  return `/buscar${queryString({ ...search, lang: search.attributes && lang.value })}`
}
