import { listProducts } from '../../api/products'
import type { Category, Image } from '../../api/types'
import { Picture } from '../../components/Picture'
import { useNear } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { topCategories } from '../../state/categories'
import { isRemembered, useResource } from '../../state/resource'

const SIZES = '(min-width: 60rem) 24vw, 46vw'

/** The top categories, each with the picture of its finest product: the newest are seen above. */
export function CategoryTiles() {
  const found = topCategories.value
  const slugs = found?.map(({ slug }) => slug)
  const key = `tiles ${lang.value} ${slugs?.join()}`
  const [place, isNear] = useNear<HTMLElement>(isRemembered(key))
  const { data: pictures } = useResource(slugs && isNear ? key : null, (signal) =>
    Promise.all((slugs ?? []).map((slug) => pictureOf(slug, signal))),
  )
  return (
    <section ref={place} class="section" aria-labelledby="categories">
      <div class="section__head">
        <h2 id="categories">{t.value.homePage.categories}</h2>
      </div>
      <ul class="category-tiles">
        {found?.map((category, i) => (
          <li key={category.slug}>
            <Tile category={category} image={pictures?.[i]} />
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

/** A tile without its picture is still a tile. */
async function pictureOf(category: string, signal: AbortSignal): Promise<Image | null> {
  try {
    const { items } = await listProducts({ category, sort: '-price', limit: 3 }, signal)
    return items.find(({ image }) => image !== null)?.image ?? null
  } catch (error) {
    if (signal.aborted) throw error
    return null
  }
}
