import type { Product } from '../../api/types'
import { decimalsOf } from '../../i18n/formatters'

/** Return the product as structured data (schema.org) in JSON-LD. */
export function productJsonLd(product: Product): object {
  const { price, stock, brand } = product
  const decimals = decimalsOf(price.currency)
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.description,
    sku: product.sku,
    image: product.images.map(({ url }) => new URL(url, location.origin).href),
    ...(brand && { brand: { '@type': 'Brand', name: brand } }),
    offers: {
      '@type': 'Offer',
      url: new URL(`/producto/${product.slug}`, location.origin).href,
      price: (price.amount / 10 ** decimals).toFixed(decimals),
      priceCurrency: price.currency,
      ...(stock !== null && {
        availability: `https://schema.org/${stock > 0 ? 'InStock' : 'OutOfStock'}`,
      }),
    },
  }
}
