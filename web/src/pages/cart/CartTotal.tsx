import './cart.css'
import type { Cart } from '../../api/types'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'

/** What the cart comes to, and the way on, if nothing stands in it. */
export function CartTotal({ cart }: { cart: Cart }) {
  const words = t.value.cart
  const blocked = cart.items.some(({ state }) => state !== 'ok')
  return (
    <>
      <p class="summary__total">
        <span>
          {words.total} <small>{words.pieces(cart.count)}</small>
        </span>
        <strong data-testid="cart-total">{formatMoney(cart.total)}</strong>
      </p>
      {blocked && <p class="summary__note">{words.fixFirst}</p>}
      {blocked ? (
        <button type="button" class="button button--wide" disabled data-testid="checkout">
          {words.checkout}
        </button>
      ) : (
        <a class="button button--wide" href="/pagar" data-testid="checkout">
          {words.checkout}
        </a>
      )}
    </>
  )
}
