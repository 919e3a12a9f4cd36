import { t } from '../../i18n'
import { categories } from '../../state/categories'
import { searchHref } from './searchHref'

/** The ways down the tree from a category; from one with none below it, its neighbours. */
export function Subcategories({ category }: { category: string }) {
  const tree = categories.value
  // Their place is held meanwhile: the products below must not move.
  if (!tree) return <div class="chips chips--place" aria-hidden="true" />
  const here = tree.find(({ slug }) => slug === category)
  const under = (slug: string | null | undefined) =>
    tree.filter(({ parent, product_count }) => slug && parent === slug && product_count > 0)
  const below = under(here?.slug)
  const shown = below.length > 0 ? below : under(here?.parent)
  if (shown.length === 0) return null
  return (
    <nav class="chips" aria-label={t.value.nav.categories}>
      <ul>
        {shown.map(({ slug, name }) => (
          <li key={slug}>
            <a
              class="chip"
              href={searchHref({ category: slug })}
              aria-current={slug === category ? 'page' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
