import { useCallback, useEffect, useState } from 'preact/hooks'
import { readProduct, type VersionedProduct } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { NoticePage } from '../../../components/NoticePage'
import { usePageMeta } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import type { PageProps } from '../../../router/page'
import { messages } from '../messages'
import { PriceHistory } from './PriceHistory'
import { ProductEditor } from './ProductEditor'
import { ProductImages } from './ProductImages'
import { ProductStatePanel } from './ProductStatePanel'
import { StateTag } from './StateTag'
import { StockEditor } from './StockEditor'

/** One product: its state, fields, stock, price history and images. */
export function EditProductPage({ params }: PageProps) {
  const [loaded, setLoaded] = useState<VersionedProduct | null>(null)
  const [error, setError] = useState<unknown>(null)
  const slug = params.slug ?? ''
  // By its id once that is known: an edit may change the slug.
  const idOrSlug = loaded?.texts.es.id ?? slug
  const reload = useCallback(async () => {
    setError(null)
    try {
      setLoaded(await readProduct(idOrSlug))
    } catch (failure) {
      setError(failure)
    }
  }, [idOrSlug])
  useEffect(() => void reload(), [slug])
  const product = loaded?.texts[lang.value]
  usePageMeta(product?.name)

  if (error instanceof Problem && error.status === 404) {
    return (
      <NoticePage title={t.value.product.notFoundTitle} text={t.value.product.notFound}>
        <a class="button" href="/admin/productos">
          {messages.value.products}
        </a>
      </NoticePage>
    )
  }
  if (!loaded || !product) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  return (
    <>
      <div class="admin__head">
        <h1>
          {product.name} <StateTag state={product.state ?? 'active'} />
        </h1>
        {product.state === 'active' && (
          <a href={`/producto/${product.slug}`}>{messages.value.product.see}</a>
        )}
      </div>
      <ProductStatePanel loaded={loaded} reload={reload} />
      <ProductEditor loaded={loaded} reload={reload} />
      <div class="admin__columns">
        <StockEditor product={product} reload={reload} />
        <PriceHistory product={product} />
      </div>
      <ProductImages loaded={loaded} reload={reload} />
    </>
  )
}
