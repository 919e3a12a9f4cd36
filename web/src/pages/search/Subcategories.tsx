import { t } from '../../i18n'
import { categories } from '../../state/categories'
import { searchHref } from './searchHref'

/** Links to the subcategories of a category; to its siblings if it has none. */
export function Subcategories({ category }: { category: string }) {
  const tree = categories.value
  // Keep their space while they load: the products below must not move.
  if (!tree) return <div class="chips chips--skeleton" aria-hidden="true" />
  const current = tree.find(({ slug }) => slug === category)
  const childrenOf = (slug: string | null | undefined) =>
    tree.filter(({ parent, product_count }) => slug && parent === slug && product_count > 0)
  const subcategories = childrenOf(current?.slug)
  const shown = subcategories.length > 0 ? subcategories : childrenOf(current?.parent)
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
