import type { ProductSummary } from '../../../api/types'
import { Picture } from '../../../components/Picture'
import { formatMoney } from '../../../i18n/format'
import { messages } from '../messages'

/** Products as a table; `none` as text if there are none. */
export function ProductTable({ products, none }: { products: ProductSummary[]; none: string }) {
  const { list } = messages.value
  if (products.length === 0) return <p class="admin__empty">{none}</p>
  const stockLabel = (inStock: boolean | null) =>
    inStock === null ? list.unknown : inStock ? list.inStock : list.soldOut
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{list.name}</th>
          <th scope="col">{list.sku}</th>
          <th scope="col">{list.state}</th>
          <th scope="col" class="table__amount">
            {list.price}
          </th>
        </tr>
      </thead>
      <tbody>
        {products.map((product) => (
          <tr key={product.id} data-testid="admin-product">
            <th scope="row">
              <a class="table__product" href={`/admin/productos/${product.slug}`}>
                <span class="table__picture">
                  <Picture image={product.image} sizes="3rem" decorative />
                </span>
                {product.name}
              </a>
            </th>
            <td data-label={list.sku}>{product.sku}</td>
            <td data-label={list.state}>{stockLabel(product.in_stock)}</td>
            <td class="table__amount" data-label={list.price}>
              {formatMoney(product.price)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
