import type { ProductSummary } from '../api/types'
import { ProductCard } from './ProductCard'

interface ProductGridProps {
  /** Undefined while they are loading. */
  products: ProductSummary[] | undefined
  /** How many skeletons to show while they are loading. */
  skeletons?: number
  /** How many images are seen without scrolling. */
  eager?: number
  /** New products are loading; those shown are the previous ones. */
  busy?: boolean
}

/** A grid of products; of skeletons while they are loading. */
export function ProductGrid({
  products,
  skeletons = 8,
  eager = 0,
  busy = false,
}: ProductGridProps) {
  if (!products) {
    return (
      <div class="product-grid" aria-hidden="true">
        {Array.from({ length: skeletons }, (_, i) => (
          <CardSkeleton key={i} />
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

const CardSkeleton = () => (
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
