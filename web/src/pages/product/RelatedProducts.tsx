import { listProducts } from '../../api/products'
import type { Product } from '../../api/types'
import { ProductGrid } from '../../components/ProductGrid'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'

const MAX_SHOWN = 4

/** Other products of the same category; nothing if there are none. */
export function RelatedProducts({ product }: { product: Product }) {
  const category = product.category.slug
  const { data } = useResource(`related ${lang.value} ${category}`, (signal) =>
    listProducts({ category, limit: MAX_SHOWN + 1 }, signal),
  )
  const others = data?.items.filter(({ id }) => id !== product.id).slice(0, MAX_SHOWN)
  if (others?.length === 0) return null
  return (
    <section class="section" aria-labelledby="related">
      <div class="section__head">
        <h2 id="related">{t.value.product.related}</h2>
        <a href={`/buscar?category=${encodeURIComponent(category)}`}>{t.value.homePage.seeAll}</a>
      </div>
      <ProductGrid products={others} skeletons={MAX_SHOWN} />
    </section>
  )
}
