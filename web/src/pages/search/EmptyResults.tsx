import { t } from '../../i18n'
import { topCategories } from '../../state/categories'
import { searchHref } from './searchHref'
import { isFiltered, type Search } from './searchParams'

/** Nothing found: a link to a wider search, and the top categories. */
export function EmptyResults({ search }: { search: Search }) {
  const { emptyTitle, empty, seeAll, clearFilters, browse } = t.value.search
  const wider = isFiltered(search) && search.q !== undefined
  return (
    <div class="empty">
      <h2>{emptyTitle}</h2>
      <p>{empty}</p>
      <a class="button button--outline" href={searchHref(wider ? { q: search.q } : {})}>
        {wider ? clearFilters : seeAll}
      </a>
      <nav class="chips" aria-label={browse}>
        <ul>
          {topCategories.value?.map(({ slug, name }) => (
            <li key={slug}>
              <a class="chip" href={searchHref({ category: slug })}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}
