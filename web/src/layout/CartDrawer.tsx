import './drawer.css'
import { useEffect, useRef } from 'preact/hooks'
import { errorText } from '../components/errorText'
import { Icon } from '../components/Icon'
import { Loading } from '../components/Loading'
import { Message } from '../components/Message'
import { t } from '../i18n'
import { CartLineRow } from '../pages/cart/CartLineRow'
import { CartTotal } from '../pages/cart/CartTotal'
import { cart, cartError, loadCart } from '../state/cart'

/** The cart beside the current page, as a modal dialog, which the browser closes on Escape. */
export default function CartDrawer({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const labels = t.value.cart
  const loaded = cart.value

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
        // On its backdrop, or on a link to another page.
        const isLink = target instanceof Element && target.closest('a')
        if (target === dialog.current || isLink) dialog.current?.close()
      }}
      data-testid="cart-drawer"
    >
      <div class="drawer__inside">
        <div class="drawer__head">
          <h2 id="drawer-title">{labels.title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={labels.close}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="close" />
          </button>
        </div>
        {cartError.value ? <Message kind="error">{errorText(cartError.value)}</Message> : null}
        {!loaded && !cartError.value && <Loading />}
        {loaded?.items.length === 0 && <p class="drawer__empty">{labels.empty}</p>}
        {loaded && loaded.items.length > 0 && (
          <>
            <ul class="drawer__lines">
              {loaded.items.map((line) => (
                <CartLineRow key={line.product_id} line={line} />
              ))}
            </ul>
            <div class="drawer__foot">
              <CartTotal cart={loaded} />
              <a class="drawer__page" href="/cesta">
                {labels.seeAll}
              </a>
            </div>
          </>
        )}
      </div>
    </dialog>
  )
}
