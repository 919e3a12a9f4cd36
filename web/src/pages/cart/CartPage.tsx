import './cart.css'
import { useEffect } from 'preact/hooks'
import { explain, Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { NoticePage } from '../../components/NoticePage'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { cart, cartError, freshCart, loadCart } from '../../state/cart'
import { CartLineRow } from './CartLineRow'
import { CartTotal } from './CartTotal'

export default function CartPage() {
  const words = t.value.cart
  const now = cart.value
  usePageTitle(words.title)
  // Prices and stock may have moved since the cart was last read.
  useEffect(() => void freshCart(), [])

  if (!now) {
    return cartError.value ? <Trouble error={cartError.value} retry={loadCart} /> : <Loading />
  }
  if (now.items.length === 0) {
    return (
      <NoticePage title={words.empty} text={words.emptyHint}>
        <a class="button" href="/buscar">
          {words.browse}
        </a>
      </NoticePage>
    )
  }
  return (
    <div class="cart">
      <h1>{words.title}</h1>
      <section class="cart__lines" aria-label={words.title}>
        {cartError.value ? <Message kind="error">{explain(cartError.value)}</Message> : null}
        <ul>
          {now.items.map((line) => (
            <CartLineRow key={line.product_id} line={line} />
          ))}
        </ul>
      </section>
      <aside class="summary" aria-label={words.summary}>
        <CartTotal cart={now} />
      </aside>
    </div>
  )
}
