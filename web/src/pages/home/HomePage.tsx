import { listNewArrivals } from '../../api/products'
import { NEW_ARRIVALS } from '../../api/request'
import { Trouble } from '../../components/LoadError'
import { ProductGrid } from '../../components/ProductGrid'
import { usePageTitle } from '../../components/usePageMeta'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'
import { Bestsellers } from './Bestsellers'
import { CategoryTiles } from './CategoryTiles'
import { Hero } from './Hero'

export function HomePage() {
  const words = t.value.homePage
  usePageTitle(undefined, { canonical: '/' })
  const { data, error, reload } = useResource(`arrivals ${lang.value}`, listNewArrivals)
  if (error && !data) return <Trouble error={error} retry={reload} />
  // The newest that has a picture: without one there is nothing to greet with.
  const first = data?.items.find(({ image }) => image) ?? data?.items[0]
  const others = data?.items.filter((product) => product !== first)
  return (
    <div class="home">
      <Hero product={first} />
      <section class="section" aria-labelledby="arrivals">
        <div class="section__head">
          <h2 id="arrivals">{words.arrivals}</h2>
          <a href="/buscar?sort=newest">{words.seeAll}</a>
        </div>
        <ProductGrid products={others} places={(NEW_ARRIVALS.limit ?? 1) - 1} />
      </section>
      <CategoryTiles />
      <Bestsellers />
    </div>
  )
}
