import type { CategoryName } from '../../api/types'
import { t } from '../../i18n'

/** Links to the categories above the product, from the top down. */
export function Breadcrumbs({ trail }: { trail: CategoryName[] }) {
  return (
    <nav class="breadcrumbs" aria-label={t.value.product.breadcrumbs}>
      <ol>
        <li>
          <a href="/buscar">{t.value.nav.all}</a>
        </li>
        {trail.map(({ slug, name }) => (
          <li key={slug}>
            <a href={`/buscar?category=${encodeURIComponent(slug)}`}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
