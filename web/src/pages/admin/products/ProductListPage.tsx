import { listProducts } from '../../../api/products'
import { Trouble } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageTitle } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { navigate, place } from '../../../router/navigation'
import { useResource } from '../../../state/resource'
import { words } from '../messages'
import { Pager } from '../Pagination'
import { ProductTable } from './ProductTable'

/** The catalogue, to be searched and opened. */
export function ProductList() {
  const { products, list } = words.value
  usePageTitle(products)
  const { searchParams } = place.value
  const q = searchParams.get('q') ?? ''
  const in_stock = searchParams.get('in_stock') === 'false' ? false : undefined
  const cursor = searchParams.get('cursor') ?? undefined
  const { data, error, reload } = useResource(
    `admin products ${lang.value} ${q} ${in_stock} ${cursor}`,
    (signal) => listProducts({ q: q || undefined, in_stock, cursor, limit: 25 }, signal),
  )
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const asked = new FormData(event.currentTarget as HTMLFormElement).get('q')
    navigate(`/admin/productos?${new URLSearchParams({ q: String(asked ?? '') })}`)
  }
  return (
    <>
      <div class="room__head">
        <h1>{products}</h1>
        <a class="button" href="/admin/nuevo" data-testid="new-product">
          {list.add}
        </a>
      </div>
      <form class="room__search" role="search" aria-label={list.search} onSubmit={search}>
        <div class="field">
          <label for="admin-q">{list.search}</label>
          <input id="admin-q" key={q} type="text" name="q" maxLength={200} defaultValue={q} />
        </div>
        <button type="submit" class="button button--outline">
          {list.find}
        </button>
      </form>
      {!data && (error ? <Trouble error={error} retry={reload} /> : <Loading />)}
      {data && (
        <p class="room__none" role="status">
          {(data.total_is_exact ? t.value.search.count : t.value.search.about)(data.total)}
        </p>
      )}
      {data && <ProductTable products={data.items} none={list.none} />}
      {data && <Pager here={place.value} next={data.next_cursor} />}
    </>
  )
}
