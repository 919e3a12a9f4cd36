import type { ProductState, ProductSummary } from '../../../api/types'
import { Picture } from '../../../components/Picture'
import { formatMoney } from '../../../i18n/format'
import { messages } from '../messages'
import { StateButton } from './StateButton'
import { StateTag } from './StateTag'

interface ProductTableProps {
  products: ProductSummary[]
  /** Shown if there are none. */
  none: string
  /** Called with what was done; without it, a row has no buttons. */
  done?: ((notice: string) => void) | undefined
}

/** Products as a table; those that are not for sale say so, and can be put on sale. */
export function ProductTable({ products, none, done }: ProductTableProps) {
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
              <Unlisted product={product} done={done} />
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

/** The state of a product that is not for sale, and the button that puts it on sale. */
function Unlisted({
  product,
  done,
}: { product: ProductSummary } & Pick<ProductTableProps, 'done'>) {
  const { state = 'active' } = product
  if (state === 'active') return null
  return (
    <div class="table__state">
      <StateTag state={state} />
      {done && <PublishButton product={product} state={state} done={done} />}
    </div>
  )
}

interface PublishButtonProps {
  product: ProductSummary
  state: ProductState
  done: (notice: string) => void
}

function PublishButton({ product, state, done }: PublishButtonProps) {
  const { id, name, image, in_stock } = product
  return (
    <StateButton
      product={{ id, name, state, hasPicture: image !== null, inStock: in_stock }}
      to="active"
      etag="*"
      done={done}
      look="link-button"
      isInList
    />
  )
}
