import type { CartLine } from '../../api/types'
import { Picture } from '../../components/Picture'
import { QuantityInput } from '../../components/QuantityInput'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { removeFromCart, setQuantity } from '../../state/cart'

/** A line of the cart: product, quantity, total. */
export function CartLineRow({ line }: { line: CartLine }) {
  const labels = t.value.cart
  const ignore = () => undefined // The cart's state has the error, and the page shows it.
  const change = (quantity: number) => setQuantity(line.product_id, quantity).catch(ignore)
  // What is gone may have no name any more.
  const name = line.name || labels.leftOutGone
  const isAvailable = line.state !== 'gone' && line.state !== 'sold-out'
  return (
    <li class="cart-line" data-testid="cart-line">
      <span class="cart-line__picture">
        <Picture image={line.image} sizes="6rem" decorative />
      </span>
      <div class="cart-line__name">
        {line.state === 'gone' ? name : <a href={`/producto/${line.slug}`}>{name}</a>}
        {line.quantity > 1 && <p>{labels.each(formatMoney(line.unit_price))}</p>}
      </div>
      <p class="cart-line__total">{formatMoney(line.total)}</p>
      <LineState line={line} change={change} />
      <div class="cart-line__actions">
        {isAvailable && (
          <QuantityInput
            value={line.quantity}
            max={Math.max(1, Math.min(999, line.available ?? 999))}
            onChange={change}
            of={name}
          />
        )}
        <button
          type="button"
          class="link-button"
          aria-label={labels.removeNamed(name)}
          onClick={() => removeFromCart(line.product_id).catch(ignore)}
          data-testid="remove"
        >
          {labels.remove}
        </button>
      </div>
    </li>
  )
}

/** What keeps this line from being ordered, and a button that fixes it. */
function LineState(props: { line: CartLine; change: (quantity: number) => void }) {
  const { line, change } = props
  const labels = t.value.cart
  if (line.state === 'ok') return null
  const available = line.available ?? 0
  return (
    <p class="cart-line__state" role="status">
      {labels.states[line.state](available)}{' '}
      {line.state === 'too-few' && available > 0 && (
        <button type="button" class="link-button" onClick={() => change(available)}>
          {labels.takeAvailable(available)}
        </button>
      )}
      {(line.state === 'dearer' || line.state === 'cheaper') && (
        <button type="button" class="link-button" onClick={() => change(line.quantity)}>
          {labels.acceptPrice}
        </button>
      )}
    </p>
  )
}
