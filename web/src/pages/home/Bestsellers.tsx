import { listBestsellers } from '../../api/products'
import { ProductGrid } from '../../components/ProductGrid'
import { useNear } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { isRemembered, useResource } from '../../state/resource'

const FEWEST = 4

/** What others buy, read when one comes near; nothing at all while it would not fill a row. */
export function Bestsellers() {
  const key = `bestsellers ${lang.value}`
  const [place, isNear] = useNear<HTMLDivElement>(isRemembered(key))
  const { data = [] } = useResource(isNear ? key : null, listBestsellers)
  const shown = data.slice(0, data.length - (data.length % FEWEST))
  return (
    <div ref={place}>
      {shown.length > 0 && (
        <section class="section" aria-labelledby="bestsellers">
          <div class="section__head">
            <h2 id="bestsellers">{t.value.homePage.bestsellers}</h2>
          </div>
          <ProductGrid products={shown} />
        </section>
      )}
    </div>
  )
}
