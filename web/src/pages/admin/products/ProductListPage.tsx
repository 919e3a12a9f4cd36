import { listProducts } from '../../../api/products'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageMeta } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { currentUrl, navigate } from '../../../router/navigation'
import { useResource } from '../../../state/resource'
import { messages } from '../messages'
import { Pagination } from '../Pagination'
import { ProductTable } from './ProductTable'

/** The products of the catalog, with a search. */
export function ProductListPage() {
  const { products, list } = messages.value
  usePageMeta(products)
  const { searchParams } = currentUrl.value
  const q = searchParams.get('q') ?? ''
  const in_stock = searchParams.get('in_stock') === 'false' ? false : undefined
  const cursor = searchParams.get('cursor') ?? undefined
  const { data, error, reload } = useResource(
    `admin products ${lang.value} ${q} ${in_stock} ${cursor}`,
    (signal) => listProducts({ q: q || undefined, in_stock, cursor, limit: 25 }, signal),
  )
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const query = new FormData(event.currentTarget as HTMLFormElement).get('q')
    navigate(`/admin/productos?${new URLSearchParams({ q: String(query ?? '') })}`)
  }
  return (
    <>
      <div class="admin__head">
        <h1>{products}</h1>
        <a class="button" href="/admin/nuevo" data-testid="new-product">
          {list.add}
        </a>
      </div>
      <form class="admin__search" role="search" aria-label={list.search} onSubmit={search}>
        <div class="field">
          <label for="admin-q">{list.search}</label>
          <input id="admin-q" key={q} type="text" name="q" maxLength={200} defaultValue={q} />
        </div>
        <button type="submit" class="button button--outline">
          {list.find}
        </button>
      </form>
      {!data && (error ? <LoadError error={error} retry={reload} /> : <Loading />)}
      {data && (
        <p class="admin__empty" role="status">
          {(data.total_is_exact ? t.value.search.count : t.value.search.about)(data.total)}
        </p>
      )}
      {data && <ProductTable products={data.items} none={list.none} />}
      {data && <Pagination url={currentUrl.value} next={data.next_cursor} />}
    </>
  )
}
