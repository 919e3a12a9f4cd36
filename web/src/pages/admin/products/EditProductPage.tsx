import { useCallback, useEffect, useState } from 'preact/hooks'
import { readProduct, type Versioned } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import { Trouble } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { NoticePage } from '../../../components/NoticePage'
import { usePageTitle } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import type { PageProps } from '../../../router/page'
import { words } from '../messages'
import { Archive } from './ArchiveProduct'
import { Prices } from './PriceHistory'
import { ProductEditor } from './ProductEditor'
import { Pictures } from './ProductImages'
import { StockEditor } from './StockEditor'

/** One product: its texts, price and place, its stock, its pictures. */
export function ProductDesk({ params }: PageProps) {
  const [read, setRead] = useState<Versioned | null>(null)
  const [error, setError] = useState<unknown>(null)
  const slug = params.slug ?? ''
  // By its id once that is known: the slug may be what is being changed.
  const known = read?.texts.es.id ?? slug
  const reload = useCallback(async () => {
    setError(null)
    try {
      setRead(await readProduct(known))
    } catch (failure) {
      setError(failure)
    }
  }, [known])
  useEffect(() => void reload(), [slug])
  const product = read?.texts[lang.value]
  usePageTitle(product?.name)

  if (error instanceof Problem && error.status === 404) {
    return (
      <NoticePage title={t.value.product.notFoundTitle} text={t.value.product.notFound}>
        <a class="button" href="/admin/productos">
          {words.value.products}
        </a>
      </NoticePage>
    )
  }
  if (!read || !product) return error ? <Trouble error={error} retry={reload} /> : <Loading />
  return (
    <>
      <div class="room__head">
        <h1>{product.name}</h1>
        <a href={`/producto/${product.slug}`}>{words.value.product.see}</a>
      </div>
      <ProductEditor read={read} reload={reload} />
      <div class="room__pair">
        <StockEditor product={product} reload={reload} />
        <Prices product={product} />
      </div>
      <Pictures read={read} reload={reload} />
      <Archive id={product.id} tag={read.tag} reload={reload} />
    </>
  )
}
