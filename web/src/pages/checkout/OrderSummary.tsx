import type { Cart } from '../../api/types'
import { Picture } from '../../components/Picture'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'

/** The lines and the total of the cart to be ordered. */
export function OrderSummary({ cart }: { cart: Cart }) {
  const labels = t.value.cart
  return (
    <aside class="summary" aria-label={labels.summary}>
      <div class="section__head">
        <h2>{labels.pieces(cart.count)}</h2>
        <a href="/cesta">{t.value.checkout.edit}</a>
      </div>
      <ul class="summary__lines">
        {cart.items.map((line) => (
          <li key={line.product_id}>
            <span class="summary__picture">
              <Picture image={line.image} sizes="4rem" decorative />
            </span>
            <span>
              {line.name}
              <small>× {line.quantity}</small>
              {line.state !== 'ok' && (
                <small class="summary__note">
                  {labels.states[line.state](line.available ?? 0)}
                </small>
              )}
            </span>
            <span>{formatMoney(line.total)}</span>
          </li>
        ))}
      </ul>
      <p class="summary__total">
        <span>{labels.total}</span>
        <strong data-testid="checkout-total">{formatMoney(cart.total)}</strong>
      </p>
      {cart.items.some(({ state }) => state !== 'ok') && (
        <p class="summary__note">{labels.fixFirst}</p>
      )}
    </aside>
  )
}
