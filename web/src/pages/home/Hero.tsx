import type { ProductSummary } from '../../api/types'
import { Picture } from '../../components/Picture'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'

interface HeroProps {
  /** Undefined while it is read, and if there is none to show. */
  product: ProductSummary | undefined
  isLoading: boolean
}

/** The headline of the home page, beside the newest product. */
export function Hero({ product, isLoading }: HeroProps) {
  const { title, lead, action } = t.value.homePage
  return (
    <section class="hero" aria-labelledby="hero">
      <div class="hero__text">
        <h1 id="hero">{title}</h1>
        <p>{lead}</p>
        <a class="button" href="/buscar?sort=newest">
          {action}
        </a>
      </div>
      {product ? (
        <a class="hero__picture" href={`/producto/${product.slug}`}>
          <Picture image={product.image} sizes="(min-width: 60rem) 32rem, 100vw" eager decorative />
          <span class="hero__caption">
            {product.name}
            <span>{formatMoney(product.price)}</span>
          </span>
        </a>
      ) : (
        isLoading && <div class="hero__picture skeleton" />
      )}
    </section>
  )
}
