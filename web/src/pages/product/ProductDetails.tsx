import type { CategoryName, Product } from '../../api/types'
import { t } from '../../i18n'

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

export function Details({ product }: { product: Product }) {
  const words = t.value.product
  const facts = Object.entries(product.attributes)
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details">{words.details}</h2>
      <dl>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
        <Fact name={words.reference} value={product.sku} />
      </dl>
    </section>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
