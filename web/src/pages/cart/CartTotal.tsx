import './cart.css'
import type { Cart } from '../../api/types'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'

/** The total of the cart, and the button to checkout, disabled while a line needs attention. */
export function CartTotal({ cart }: { cart: Cart }) {
  const labels = t.value.cart
  const isBlocked = cart.items.some(({ state }) => state !== 'ok')
  return (
    <>
      <p class="summary__total">
        <span>
          {labels.total} <small>{labels.pieces(cart.count)}</small>
        </span>
        <strong data-testid="cart-total">{formatMoney(cart.total)}</strong>
      </p>
      {isBlocked && <p class="summary__note">{labels.fixFirst}</p>}
      {isBlocked ? (
        <button type="button" class="button button--wide" disabled data-testid="checkout">
          {labels.checkout}
        </button>
      ) : (
        <a class="button button--wide" href="/pagar" data-testid="checkout">
          {labels.checkout}
        </a>
      )}
    </>
  )
}
