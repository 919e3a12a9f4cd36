import type { Order } from '../../../api/types'
import { Picture } from '../../../components/Picture'
import { messages } from '../messages'

/** What to take from the shelf for a line: picture, name in the admin's language, and SKU. */
export function LineToPick({ line }: { line: Order['items'][number] }) {
  const labels = messages.value.order
  const { product } = line
  if (!product) return <>{line.name}</>
  return (
    <span class="pick" data-testid="line-to-pick">
      <Picture image={product.image} sizes="4rem" decorative />
      <span>
        <a href={`/admin/productos/${product.slug}`}>{product.name}</a>
        <small>
          {labels.sku} <code>{product.sku}</code>
        </small>
        {product.name !== line.name && <small>{labels.boughtAs(line.name)}</small>}
      </span>
    </span>
  )
}
