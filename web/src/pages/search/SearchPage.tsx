import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../components/Icon'
import { LoadError } from '../../components/LoadError'
import { ProductGrid } from '../../components/ProductGrid'
import { usePageMeta } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { currentUrl, navigate } from '../../router/navigation'
import { categories } from '../../state/categories'
import { AppliedFilters } from './AppliedFilters'
import { EmptyResults } from './EmptyResults'
import { Filters } from './Filters'
import { LoadMore } from './LoadMore'
import { SortSelect } from './SortSelect'
import { Subcategories } from './Subcategories'
import { searchHref } from './searchHref'
import {
  firstPageOf,
  invalidParams,
  isFiltered,
  type NoticedParam,
  parseSearch,
  type Search,
} from './searchParams'
import { useCurrency } from './useCurrency'
import { useSearchResults } from './useSearchResults'

/** Search results and category listings, with filters. */
export function SearchPage() {
  const url = currentUrl.value
  const { search, refused, results, isFromFirstPage, busy, error, retry, loadMore } =
    useSearchResults(parseSearch(url))
  const currency = useCurrency(results?.facets)
  const filtersOpen = useSignal(false)
  const count = useRef<HTMLParagraphElement>(null)
  const isEmpty = !busy && results?.items.length === 0
  const title = useTitle(search, isEmpty)
  const labels = t.value.search

  const refine = (changes: Partial<Search>) => {
    navigate(searchHref({ ...firstPageOf(search), ...changes }))
  }

  // Attributes are named in one language, and so is the order of results: after a switch, drop both.
  const searchLang = useRef(lang.value)
  useEffect(() => {
    if (searchLang.current === lang.value) return
    searchLang.current = lang.value
    const href = searchHref({ ...firstPageOf(search), attributes: undefined })
    if (search.attributes || search.cursor) navigate(href, { replace: true })
  }, [lang.value])

  const showResults = () => {
    filtersOpen.value = false
    count.current?.focus({ preventScroll: true })
    count.current?.scrollIntoView({ block: 'start' })
  }

  if (error && !results) return <LoadError error={error} retry={retry} />
  return (
    <div class="search-page">
      <header class="search-page__head">
        <h1>{title}</h1>
        <LeftOut names={[...invalidParams(url), ...refused]} />
        {!search.q && search.category && <Subcategories category={search.category} />}
        {results?.corrected_query && search.q && (
          <p class="search-page__note">
            {labels.corrected(results.corrected_query)}{' '}
            <a
              href={searchHref({ ...firstPageOf(search), exact: true })}
              data-testid="search-exactly"
            >
              {labels.exactly(search.q)}
            </a>
          </p>
        )}
      </header>

      <div class="search-page__bar">
        <p ref={count} role="status" tabIndex={-1} data-testid="result-count">
          {busy
            ? labels.searching
            : results && (results.total_is_exact ? labels.count : labels.about)(results.total)}
        </p>
        <button
          type="button"
          class="button button--quiet search-page__toggle"
          aria-expanded={filtersOpen}
          aria-controls="filters"
          onClick={() => {
            filtersOpen.value = !filtersOpen.value
          }}
        >
          <Icon name="filter" />
          {labels.showFilters}
          {isFiltered(search) && <span class="dot" />}
        </button>
        {!isEmpty && <SortSelect search={search} refine={refine} />}
        <AppliedFilters search={search} currency={currency} refine={refine} />
      </div>

      <aside id="filters" class="filters" data-open={filtersOpen} aria-label={labels.filters}>
        <Filters search={search} facets={results?.facets} currency={currency} refine={refine} />
        <button type="button" class="button filters__done" onClick={showResults}>
          {busy || !results ? labels.searching : labels.seeResults(results.total)}
        </button>
      </aside>

      <section class="search-page__results" aria-labelledby="results">
        <h2 id="results" class="visually-hidden">
          {labels.results}
        </h2>
        {error ? <LoadError error={error} retry={retry} /> : null}
        {!isFromFirstPage && (
          <p class="search-page__first-page">
            <a href={searchHref(firstPageOf(search))}>{labels.fromStart}</a>
          </p>
        )}
        {isEmpty ? (
          <EmptyResults search={search} />
        ) : (
          <ProductGrid products={results?.items} skeletons={12} eager={4} busy={busy} />
        )}
        {results?.next_cursor && !busy && (
          <LoadMore
            search={search}
            cursor={results.next_cursor}
            shown={isFromFirstPage ? results.items.length : 0}
            total={results.total}
            isExact={results.total_is_exact}
            load={loadMore}
          />
        )}
      </section>
    </div>
  )
}

/** Says which parts of the URL were left out of the search. */
function LeftOut({ names }: { names: NoticedParam[] }) {
  const labels = t.value.search
  if (names.length === 0) return null
  const texts: Record<NoticedParam, string> = {
    category: labels.category,
    brand: labels.brand,
    min_price: labels.price,
    max_price: labels.price,
    attributes: labels.attributes,
    sort: labels.order,
    cursor: labels.page,
  }
  const parts = [...new Set(names.map((name) => texts[name].toLowerCase()))]
  return (
    <p class="search-page__note" role="status" data-testid="left-out">
      {labels.leftOut(parts.join(', '))}
    </p>
  )
}

function useTitle({ q, category }: Search, isEmpty: boolean): string {
  const categoryName = categories.value?.find(({ slug }) => slug === category)?.name
  const title = q ? t.value.search.title(q) : (categoryName ?? t.value.search.all)
  // Sorted or filtered, it is the same page to search engines.
  usePageMeta(title, { canonical: searchHref({ q, category }), noindex: isEmpty })
  return title
}
