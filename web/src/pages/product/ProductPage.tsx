import './product.css'
import { Problem } from '../../api/problem'
import { getProduct } from '../../api/products'
import { Trouble } from '../../components/LoadError'
import { NoticePage } from '../../components/NoticePage'
import { usePageTitle } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import type { PageProps } from '../../router/page'
import { useResource } from '../../state/resource'
import { BuyBox } from './BuyBox'
import { Gallery } from './Gallery'
import { productSchema } from './jsonLd'
import { Breadcrumbs, Details } from './ProductDetails'
import { ProductPlace } from './ProductSkeleton'
import { Related } from './RelatedProducts'

export default function ProductPage({ params }: PageProps) {
  const slug = params.slug ?? ''
  const words = t.value.product
  const { data, error, reload } = useResource(`product ${lang.value} ${slug}`, (signal) =>
    getProduct(slug, signal),
  )
  usePageTitle(data?.name, {
    description: data?.description || undefined,
    canonical: `/producto/${data?.slug ?? slug}`,
    data: data && productSchema(data),
  })

  if (error instanceof Problem && error.status === 404) {
    return (
      <NoticePage title={words.notFoundTitle} text={words.notFound}>
        <a class="button" href="/buscar">
          {t.value.search.seeAll}
        </a>
      </NoticePage>
    )
  }
  if (!data) return error ? <Trouble error={error} retry={reload} /> : <ProductPlace />
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
          {data.lowest_price_30d && (
            <p class="product__before" data-testid="lowest-price">
              {words.lowest(formatMoney(data.lowest_price_30d))}
            </p>
          )}
          <BuyBox product={data} />
          <p class="product__description">{data.description}</p>
          <Details product={data} />
        </div>
      </article>
      <Related product={data} />
    </>
  )
}
