import { listBestsellers } from '../../api/products'
import { ProductGrid } from '../../components/ProductGrid'
import { useNearViewport } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { isCached, useResource } from '../../state/resource'

/** Shown in full rows of this many. */
const ROW = 4

/** The bestsellers, read when they come near the viewport; nothing if fewer than a row. */
export function Bestsellers() {
  const key = `bestsellers ${lang.value}`
  const [ref, isNear] = useNearViewport<HTMLDivElement>(isCached(key))
  const { data = [] } = useResource(isNear ? key : null, listBestsellers)
  const shown = data.slice(0, data.length - (data.length % ROW))
  return (
    <div ref={ref}>
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
