import type { Cart } from '../../api/types'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { removeFromCart } from '../../state/cart'

/** What a full cart had no room for when it was joined with the one filled before logging in. */
export function LeftOutNotice({ cart }: { cart: Cart }) {
  const labels = t.value.cart
  const leftOut = cart.left_out ?? []
  if (leftOut.length === 0) return null
  // Removing a product that is in the cart as well would take it out of the cart.
  const inCart = new Set(cart.items.map(({ product_id }) => product_id))
  const ignore = () => undefined // The cart's state has the error, and the page shows it.
  return (
    <Message title={labels.leftOut}>
      <p>{labels.leftOutHint}</p>
      <ul class="left-out" data-testid="left-out">
        {leftOut.map(({ product_id, slug, name, quantity }) => (
          <li key={product_id}>
            {slug ? <a href={`/producto/${slug}`}>{name}</a> : labels.leftOutGone}
            {`: ${labels.leftOutUnits(quantity)} `}
            {!inCart.has(product_id) && (
              <button
                type="button"
                class="link-button"
                aria-label={labels.dismissNamed(name || labels.leftOutGone)}
                onClick={() => removeFromCart(product_id).catch(ignore)}
              >
                {labels.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Message>
  )
}
