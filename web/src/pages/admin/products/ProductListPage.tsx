import { useState } from 'preact/hooks'
import { listProducts } from '../../../api/products'
import type { ProductQuery } from '../../../api/types'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageMeta } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { currentUrl, navigate } from '../../../router/navigation'
import { useResource } from '../../../state/resource'
import { searchText } from '../../search/searchParams'
import { messages } from '../messages'
import { Pagination } from '../Pagination'
import { StaleCursor } from '../StaleCursor'
import { ActiveFilters } from './ActiveFilters'
import { listHref, type ProductListQuery, readListQuery } from './listQuery'
import { ProductTable } from './ProductTable'
import { StateTabs } from './StateTabs'

/** The products of the catalog by state, with a search and filters. */
export function ProductListPage() {
  const { products, list } = messages.value
  usePageMeta(products)
  const query = readListQuery(currentUrl.value)
  const [notice, setNotice] = useState('')
  const { data, error, reload } = useResource(
    `admin products ${lang.value} ${JSON.stringify(query)}`,
    (signal) => listProducts(toProductQuery(query), signal),
  )
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const q = new FormData(event.currentTarget as HTMLFormElement).get('q')
    setNotice('')
    navigate(listHref(query, { q: searchText(String(q ?? '')) }))
  }
  const done = (text: string) => {
    setNotice(text)
    reload()
  }
  return (
    <>
      <div class="admin__head">
        <h1>{products}</h1>
        <a class="button" href="/admin/nuevo" data-testid="new-product">
          {list.add}
        </a>
      </div>
      <StateTabs query={query} counts={data?.states} />
      <form class="admin__search" role="search" aria-label={list.search} onSubmit={search}>
        <div class="field">
          <label for="admin-q">{list.search}</label>
          <input
            id="admin-q"
            key={query.q}
            type="text"
            name="q"
            maxLength={200}
            defaultValue={query.q}
          />
        </div>
        <button type="submit" class="button button--outline">
          {list.find}
        </button>
      </form>
      <ActiveFilters query={query} />
      <p class="admin__notice" role="status" data-testid="list-notice">
        {notice}
      </p>
      <StaleCursor error={error} />
      {!data && (error ? <LoadError error={error} retry={reload} /> : <Loading />)}
      {data && (
        <p class="admin__empty" role="status">
          {(data.total_is_exact ? t.value.search.count : t.value.search.about)(data.total)}
          {data.corrected_query && `. ${t.value.search.corrected(data.corrected_query)}`}
        </p>
      )}
      {data && <ProductTable products={data.items} none={list.none} done={done} />}
      {data && <Pagination url={currentUrl.value} next={data.next_cursor} />}
    </>
  )
}

const toProductQuery = ({ in_stock, ...query }: ProductListQuery): ProductQuery => ({
  ...query,
  ...(in_stock !== undefined && { in_stock }),
  limit: 25,
})
