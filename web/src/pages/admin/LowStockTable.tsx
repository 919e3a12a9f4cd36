import type { LowStock } from '../../api/types'
import { Picture } from '../../components/Picture'
import { messages } from './messages'

/** The products with low stock, the lowest first. */
export function LowStockTable({ lines }: { lines: LowStock[] }) {
  const { home, list } = messages.value
  if (lines.length === 0) return <p class="admin__empty">{home.nothingLow}</p>
  return (
    <table class="table table--pair">
      <thead>
        <tr>
          <th scope="col">{list.name}</th>
          <th scope="col" class="table__amount">
            {home.left}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ product_id, product, on_hand }) => (
          <tr key={product_id} data-testid="low-stock">
            <th scope="row">
              <a class="table__product" href={`/admin/productos/${product?.slug ?? product_id}`}>
                <span class="table__picture">
                  <Picture image={product?.image ?? null} sizes="3rem" decorative />
                </span>
                {product?.name ?? product_id}
              </a>
            </th>
            <td class="table__amount" data-label={home.left}>
              {on_hand}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
