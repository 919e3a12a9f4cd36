import './drawer.css'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../components/Icon'
import { explain } from '../components/LoadError'
import { Loading } from '../components/Loading'
import { Message } from '../components/Message'
import { t } from '../i18n'
import { CartLineRow } from '../pages/cart/CartLineRow'
import { CartTotal } from '../pages/cart/CartTotal'
import { cart, cartError, loadCart } from '../state/cart'

/** The cart at the side of whatever page one is on; a modal dialog, which the browser closes. */
export default function CartDrawer({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const words = t.value.cart
  const now = cart.value

  useEffect(() => {
    dialog.current?.showModal()
    void loadCart()
  }, [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key.
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby="drawer-title"
      onClose={close}
      onClick={({ target }) => {
        // What is behind it, or a way on.
        const leads = target instanceof Element && target.closest('a')
        if (target === dialog.current || leads) dialog.current?.close()
      }}
      data-testid="cart-drawer"
    >
      <div class="drawer__inside">
        <div class="drawer__head">
          <h2 id="drawer-title">{words.title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={words.close}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </div>
        {cartError.value ? <Message kind="error">{explain(cartError.value)}</Message> : null}
        {!now && !cartError.value && <Loading />}
        {now?.items.length === 0 && <p class="drawer__empty">{words.empty}</p>}
        {now && now.items.length > 0 && (
          <>
            <ul class="drawer__lines">
              {now.items.map((line) => (
                <CartLineRow key={line.product_id} line={line} />
              ))}
            </ul>
            <div class="drawer__foot">
              <CartTotal cart={now} />
              <a class="drawer__page" href="/cesta">
                {words.seeAll}
              </a>
            </div>
          </>
        )}
      </div>
    </dialog>
  )
}
