import './cart.css'
import { useEffect } from 'preact/hooks'
import { errorText } from '../../components/errorText'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { cart, cartError, ensureFreshCart, loadCart } from '../../state/cart'
import { CartLineRow } from './CartLineRow'
import { CartTotal } from './CartTotal'
import { EmptyCart } from './EmptyCart'
import { LeftOutNotice } from './LeftOutNotice'

/** The cart. */
export default function CartPage() {
  const labels = t.value.cart
  const loaded = cart.value
  usePageMeta(labels.title)
  // Prices and stock may have changed since the cart was last read.
  useEffect(() => void ensureFreshCart(), [])

  if (!loaded) {
    return cartError.value ? <LoadError error={cartError.value} retry={loadCart} /> : <Loading />
  }
  if (loaded.items.length === 0) {
    return (
      <>
        <LeftOutNotice cart={loaded} />
        <EmptyCart />
      </>
    )
  }
  return (
    <div class="cart">
      <h1>{labels.title}</h1>
      <section class="cart__lines" aria-label={labels.title}>
        {cartError.value ? <Message kind="error">{errorText(cartError.value)}</Message> : null}
        <LeftOutNotice cart={loaded} />
        <ul>
          {loaded.items.map((line) => (
            <CartLineRow key={line.product_id} line={line} />
          ))}
        </ul>
      </section>
      <aside class="summary" aria-label={labels.summary}>
        <CartTotal cart={loaded} />
      </aside>
    </div>
  )
}
