import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../components/Icon'
import { Trouble } from '../../components/LoadError'
import { ProductGrid } from '../../components/ProductGrid'
import { usePageTitle } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { navigate, place } from '../../router/navigation'
import { categories } from '../../state/categories'
import { EmptyResults } from './EmptyResults'
import { Filters } from './Filters'
import { LoadMore } from './LoadMore'
import { SortSelect } from './SortSelect'
import { Subcategories } from './Subcategories'
import { searchHref } from './searchHref'
import { fromStart, isFiltered, readSearch, type Search } from './searchParams'
import { useListing } from './useSearchResults'

export function SearchPage() {
  const search = readSearch(place.value)
  const { results, isFromStart, busy, error, retry, loadMore } = useListing(search)
  const filtersOpen = useSignal(false)
  const title = useTitle(search)
  const words = t.value.search

  const narrow = (changes: Partial<Search>) => {
    navigate(searchHref({ ...fromStart(search), ...changes }))
  }

  // Attributes are words of the language that was left.
  const spoken = useRef(lang.value)
  useEffect(() => {
    if (spoken.current === lang.value) return
    spoken.current = lang.value
    const href = searchHref({ ...fromStart(search), attributes: undefined })
    if (search.attributes) navigate(href, { replace: true })
  }, [lang.value])

  const nothing = !busy && results?.items.length === 0

  if (error && !results) return <Trouble error={error} retry={retry} />
  return (
    <div class="search-page">
      <header class="search-page__head">
        <h1>{title}</h1>
        {!search.q && search.category && <Subcategories category={search.category} />}
        {results?.corrected_query && search.q && (
          <p class="search-page__corrected">
            {words.corrected(results.corrected_query)}{' '}
            <a
              href={searchHref({ ...fromStart(search), exact: true })}
              data-testid="search-exactly"
            >
              {words.exactly(search.q)}
            </a>
          </p>
        )}
      </header>

      <div class="search-page__bar">
        <p role="status" data-testid="result-count">
          {busy
            ? words.searching
            : results && (results.total_is_exact ? words.count : words.about)(results.total)}
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
          {words.showFilters}
          {isFiltered(search) && <span class="dot" />}
        </button>
        {!nothing && <SortSelect search={search} narrow={narrow} />}
      </div>

      <aside id="filters" class="filters" data-open={filtersOpen} aria-label={words.filters}>
        <Filters search={search} facets={results?.facets} narrow={narrow} />
      </aside>

      <section class="search-page__results" aria-labelledby="results">
        <h2 id="results" class="visually-hidden">
          {words.results}
        </h2>
        {error ? <Trouble error={error} retry={retry} /> : null}
        {!isFromStart && (
          <p class="search-page__start">
            <a href={searchHref(fromStart(search))}>{words.fromStart}</a>
          </p>
        )}
        {nothing ? (
          <EmptyResults search={search} />
        ) : (
          <ProductGrid products={results?.items} places={12} eager={4} busy={busy} />
        )}
        {results?.next_cursor && !busy && (
          <LoadMore
            search={search}
            cursor={results.next_cursor}
            shown={isFromStart ? results.items.length : 0}
            total={results.total}
            isExact={results.total_is_exact}
            load={loadMore}
          />
        )}
      </section>
    </div>
  )
}

function useTitle({ q, category }: Search): string {
  const named = categories.value?.find(({ slug }) => slug === category)?.name
  const title = q ? t.value.search.title(q) : (named ?? t.value.search.all)
  // What sorts or narrows the same things is not another page to who looks for it.
  usePageTitle(title, { canonical: searchHref({ q, category }) })
  return title
}
