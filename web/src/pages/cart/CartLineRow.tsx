import type { CartLine } from '../../api/types'
import { Picture } from '../../components/Picture'
import { Quantity } from '../../components/QuantityInput'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { removeFromCart, setQuantity } from '../../state/cart'

export function CartLineRow({ line }: { line: CartLine }) {
  const words = t.value.cart
  const ignore = () => undefined // The cart keeps the error, and the page shows it.
  const change = (quantity: number) => setQuantity(line.product_id, quantity).catch(ignore)
  const buyable = line.state !== 'gone' && line.state !== 'sold-out'
  return (
    <li class="cart-line" data-testid="cart-line">
      <span class="cart-line__picture">
        <Picture image={line.image} sizes="6rem" decorative />
      </span>
      <div class="cart-line__name">
        {line.state === 'gone' ? line.name : <a href={`/producto/${line.slug}`}>{line.name}</a>}
        {line.quantity > 1 && <p>{words.each(formatMoney(line.unit_price))}</p>}
      </div>
      <p class="cart-line__total">{formatMoney(line.total)}</p>
      <LineState line={line} change={change} />
      <div class="cart-line__actions">
        {buyable && (
          <Quantity
            value={line.quantity}
            max={Math.max(1, Math.min(999, line.available ?? 999))}
            onChange={change}
            of={line.name}
          />
        )}
        <button
          type="button"
          class="link-button"
          aria-label={words.removeNamed(line.name)}
          onClick={() => removeFromCart(line.product_id).catch(ignore)}
          data-testid="remove"
        >
          {words.remove}
        </button>
      </div>
    </li>
  )
}

/** What stands in the way of buying this line, and the way round it. */
function LineState(props: { line: CartLine; change: (quantity: number) => void }) {
  const { line, change } = props
  const words = t.value.cart
  if (line.state === 'ok') return null
  const available = line.available ?? 0
  return (
    <p class="cart-line__state" role="status">
      {words.states[line.state](available)}{' '}
      {line.state === 'too-few' && available > 0 && (
        <button type="button" class="link-button" onClick={() => change(available)}>
          {words.takeAvailable(available)}
        </button>
      )}
      {(line.state === 'dearer' || line.state === 'cheaper') && (
        <button type="button" class="link-button" onClick={() => change(line.quantity)}>
          {words.acceptPrice}
        </button>
      )}
    </p>
  )
}
