import { listProducts } from '../../api/products'
import type { Category, Image } from '../../api/types'
import { Picture } from '../../components/Picture'
import { useNearViewport } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { topCategories } from '../../state/categories'
import { isCached, useResource } from '../../state/resource'

const SIZES = '(min-width: 60rem) 24vw, 46vw'

/** The top categories, each with the image of its dearest product: the newest are shown above. */
export function CategoryTiles() {
  const shown = topCategories.value
  const slugs = shown?.map(({ slug }) => slug)
  const key = `tiles ${lang.value} ${slugs?.join()}`
  const [ref, isNear] = useNearViewport<HTMLElement>(isCached(key))
  const { data: images } = useResource(slugs && isNear ? key : null, (signal) =>
    Promise.all((slugs ?? []).map((slug) => imageOf(slug, signal))),
  )
  return (
    <section ref={ref} class="section" aria-labelledby="categories">
      <div class="section__head">
        <h2 id="categories">{t.value.homePage.categories}</h2>
      </div>
      <ul class="category-tiles">
        {shown?.map((category, i) => (
          <li key={category.slug}>
            <Tile category={category} image={images?.[i]} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Tile({ category, image }: { category: Category; image: Image | null | undefined }) {
  return (
    <a class="category-tile" href={`/buscar?category=${encodeURIComponent(category.slug)}`}>
      {image === undefined ? (
        <span class="picture skeleton" />
      ) : (
        <Picture image={image} sizes={SIZES} decorative />
      )}
      <span class="category-tile__name">
        {category.name}
        <span class="category-tile__count">{category.product_count}</span>
      </span>
    </a>
  )
}

/** Return an image for a category; null if there is none, or if it cannot be read. */
async function imageOf(category: string, signal: AbortSignal): Promise<Image | null> {
  try {
    const { items } = await listProducts({ category, sort: '-price', limit: 3 }, signal)
    return items.find(({ image }) => image !== null)?.image ?? null
  } catch (error) {
    if (signal.aborted) throw error
    return null
  }
}
