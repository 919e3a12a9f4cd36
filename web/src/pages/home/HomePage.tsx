import { listNewArrivals } from '../../api/products'
import { NEW_ARRIVALS } from '../../api/request'
import { LoadError } from '../../components/LoadError'
import { ProductGrid } from '../../components/ProductGrid'
import { usePageMeta } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'
import { Bestsellers } from './Bestsellers'
import { CategoryTiles } from './CategoryTiles'
import { featuredOf } from './featured'
import { Hero } from './Hero'

/** Home: a headline, new arrivals, categories and bestsellers. */
export function HomePage() {
  const labels = t.value.homePage
  usePageMeta(undefined, { canonical: '/' })
  const { data, error, reload } = useResource(`arrivals ${lang.value}`, listNewArrivals)
  if (error && !data) return <LoadError error={error} retry={reload} />
  const featured = data && featuredOf(data.items)
  const others = data?.items.filter((product) => product !== featured)
  return (
    <div class="home">
      <Hero product={featured} isLoading={!data} />
      <section class="section" aria-labelledby="arrivals">
        <div class="section__head">
          <h2 id="arrivals">{labels.arrivals}</h2>
          <a href="/buscar?sort=newest">{labels.seeAll}</a>
        </div>
        <ProductGrid products={others} skeletons={(NEW_ARRIVALS.limit ?? 1) - 1} />
      </section>
      <CategoryTiles />
      <Bestsellers />
    </div>
  )
}
