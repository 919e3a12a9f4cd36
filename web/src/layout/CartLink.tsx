import type { ComponentType } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../components/Icon'
import { t } from '../i18n'
import { navigate, place } from '../router/navigation'
import { cartCount } from '../state/cart'

type Drawer = ComponentType<{ close: () => void }>

const fetchDrawer = () => import('./CartDrawer').then((loaded) => loaded.default)

/** The way to the cart: a drawer over the page, or a page of its own where that is asked for. */
export function CartLink({ direct }: { direct: boolean }) {
  const [Shown, show] = useState<Drawer | null>(null)
  const count = cartCount.value

  const open = (event: MouseEvent) => {
    const other = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey
    if (other || direct || place.value.pathname === '/cesta') return
    event.preventDefault()
    // Without the drawer's code the link leads to the page, which says what is wrong.
    fetchDrawer().then(
      (drawer) => show(() => drawer),
      () => navigate('/cesta'),
    )
  }

  return (
    <>
      <a
        class="icon-button header__cart"
        href="/cesta"
        aria-label={t.value.nav.cart(count)}
        onPointerEnter={() => void fetchDrawer().catch(() => undefined)}
        onClick={open}
      >
        <Icon name="cart" />
        <span
          class="badge"
          key={count}
          hidden={count === 0}
          aria-hidden="true"
          data-testid="cart-count"
        >
          {count}
        </span>
      </a>
      {Shown && <Shown close={() => show(null)} />}
    </>
  )
}
