import { listBestsellers } from '../../api/products'
import { ProductGrid } from '../../components/ProductGrid'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'

const FEWEST = 4

/** What others buy; nothing at all while too little is sold to fill a row. */
export function Bestsellers() {
  const { data } = useResource(`bestsellers ${lang.value}`, listBestsellers)
  if (!data || data.length < FEWEST) return null
  return (
    <section class="section" aria-labelledby="bestsellers">
      <div class="section__head">
        <h2 id="bestsellers">{t.value.homePage.bestsellers}</h2>
      </div>
      <ProductGrid products={data.slice(0, data.length - (data.length % FEWEST))} />
    </section>
  )
}
