import type { ProductSummary } from '../../api/types'

/** Return the newest product that has an image and can be bought; undefined if none has both. */
export const featuredOf = (newest: ProductSummary[]): ProductSummary | undefined =>
  newest.find(({ image, in_stock }) => image !== null && in_stock === true)
