import type { ProductSummary } from '../api/types'
import { t } from '../i18n'
import { formatMoney } from '../i18n/format'
import { Picture } from './Picture'

interface ProductCardProps {
  product: ProductSummary
  eager?: boolean
}

const SIZES = '(min-width: 75rem) 18rem, (min-width: 48rem) 30vw, 46vw'

/** A product in a grid: image, name and price, as a link. */
export function ProductCard({ product, eager = false }: ProductCardProps) {
  const href = `/producto/${product.slug}`
  const soldOut = product.in_stock === false
  return (
    <article class="product-card" data-testid="product-card">
      <a class="product-card__link" href={href}>
        <div class="product-card__tile">
          <Picture image={product.image} sizes={SIZES} eager={eager} decorative />
          {soldOut && <span class="tag product-card__tag">{t.value.product.soldOut}</span>}
        </div>
        <h3 class="product-card__name">{product.name}</h3>
        <p class="product-card__price">{formatMoney(product.price)}</p>
      </a>
    </article>
  )
}
