import type { Product } from '../../api/types'
import { t } from '../../i18n'

/** The attributes of a product, and its SKU. */
export function ProductDetails({ product }: { product: Product }) {
  const labels = t.value.product
  const attributes = Object.entries(product.attributes)
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details">{labels.details}</h2>
      <dl>
        {attributes.map(([name, value]) => (
          <Attribute key={name} name={name} value={value} />
        ))}
        <Attribute name={labels.reference} value={product.sku} />
      </dl>
    </section>
  )
}

const Attribute = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
