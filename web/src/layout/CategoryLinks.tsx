import { t } from '../i18n'
import { topCategories } from '../state/categories'

/** Links to the top categories. */
export function CategoryLinks() {
  return (
    <ul class="category-links">
      <li>
        <a href="/buscar">{t.value.nav.all}</a>
      </li>
      {topCategories.value?.map(({ slug, name }) => (
        <li key={slug}>
          <a href={`/buscar?category=${encodeURIComponent(slug)}`}>{name}</a>
        </li>
      ))}
    </ul>
  )
}
