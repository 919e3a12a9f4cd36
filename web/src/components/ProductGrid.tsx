import type { ProductSummary } from '../api/types'
import { ProductCard } from './ProductCard'

interface ProductGridProps {
  /** Undefined while they are on their way. */
  products: ProductSummary[] | undefined
  /** How many places to hold meanwhile. */
  places?: number
  /** Pictures that are seen without scrolling. */
  eager?: number
  busy?: boolean
}

export function ProductGrid({ products, places = 8, eager = 0, busy = false }: ProductGridProps) {
  if (!products) {
    return (
      <div class="product-grid" aria-hidden="true">
        {Array.from({ length: places }, (_, i) => (
          <CardPlace key={i} />
        ))}
      </div>
    )
  }
  return (
    <ul class="product-grid" aria-busy={busy}>
      {products.map((product, i) => (
        <li key={product.id}>
          <ProductCard product={product} eager={i < eager} />
        </li>
      ))}
    </ul>
  )
}

const CardPlace = () => (
  <div class="product-card">
    <div class="product-card__tile skeleton" />
    <div class="product-card__name">
      <span class="skeleton skeleton--text" />
    </div>
    <div class="product-card__price">
      <span class="skeleton skeleton--text skeleton--short" />
    </div>
  </div>
)
