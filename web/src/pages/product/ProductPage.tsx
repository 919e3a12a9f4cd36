import './product.css'
import { useEffect } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { getProduct } from '../../api/products'
import { LoadError } from '../../components/LoadError'
import { NoticePage } from '../../components/NoticePage'
import { usePageMeta } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { currentUrl, navigate } from '../../router/navigation'
import type { PageProps } from '../../router/page'
import { setCached, useResource } from '../../state/resource'
import { useKept } from '../../state/useKept'
import { Breadcrumbs } from './Breadcrumbs'
import { BuyBox } from './BuyBox'
import { Gallery } from './Gallery'
import { productJsonLd } from './jsonLd'
import { ProductDetails } from './ProductDetails'
import { ProductSkeleton } from './ProductSkeleton'
import { RelatedProducts } from './RelatedProducts'

const resourceKey = (slug: string) => `product ${lang.value} ${slug}`

/** One product, and others of its category. */
export default function ProductPage({ params }: PageProps) {
  const slug = params.slug ?? ''
  const labels = t.value.product
  const {
    data: loaded,
    error,
    reload,
  } = useResource(resourceKey(slug), (signal) => getProduct(slug, signal))
  const data = useKept(loaded, slug)
  usePageMeta(data?.name, {
    description: data?.description || undefined,
    canonical: data && `/producto/${data.slug}`,
    jsonLd: data && productJsonLd(data),
  })

  useEffect(() => {
    // At an address that the product had before, or at its id.
    if (!data || data.slug === slug) return
    setCached(resourceKey(data.slug), data)
    navigate(`/producto/${data.slug}${currentUrl.peek().search}`, { replace: true })
  }, [data, slug])

  if (error instanceof Problem && error.status === 404) {
    return (
      <NoticePage title={labels.notFoundTitle} text={labels.notFound}>
        <a class="button" href="/buscar">
          {t.value.search.seeAll}
        </a>
      </NoticePage>
    )
  }
  if (!data) return error ? <LoadError error={error} retry={reload} /> : <ProductSkeleton />
  return (
    <>
      <article class="product">
        <Breadcrumbs trail={data.breadcrumbs} />
        <Gallery images={data.images.length > 0 ? data.images : data.image ? [data.image] : []} />
        <div class="product__side">
          {data.brand && <p class="product__brand">{data.brand}</p>}
          <h1>{data.name}</h1>
          <p class="product__price" data-testid="price">
            {formatMoney(data.price)}
          </p>
          {data.lowest_price_30d && data.lowest_price_30d.amount > data.price.amount && (
            <p class="product__former-price">
              <span class="visually-hidden">{labels.before} </span>
              <s data-testid="former-price">{formatMoney(data.lowest_price_30d)}</s>
            </p>
          )}
          {data.lowest_price_30d && (
            <p class="product__lowest-price" data-testid="lowest-price">
              {labels.lowest(formatMoney(data.lowest_price_30d))}
            </p>
          )}
          <BuyBox product={data} />
          <p class="product__description">{data.description}</p>
          <ProductDetails product={data} />
        </div>
      </article>
      <RelatedProducts product={data} />
    </>
  )
}
