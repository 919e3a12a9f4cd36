import type { ComponentType } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../components/Icon'
import { t } from '../i18n'
import { currentUrl, navigate } from '../router/navigation'
import { cartCount } from '../state/cart'

type Drawer = ComponentType<{ close: () => void }>

const fetchDrawer = () => import('./CartDrawer').then((loaded) => loaded.default)

/** A link to the cart, which opens the drawer instead unless `plain`. */
export function CartLink({ plain }: { plain: boolean }) {
  const [OpenDrawer, setDrawer] = useState<Drawer | null>(null)
  const count = cartCount.value

  const open = (event: MouseEvent) => {
    const isModified = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey
    if (isModified || plain || currentUrl.value.pathname === '/cesta') return
    event.preventDefault()
    // If the drawer's code cannot be fetched, go to the page, which shows the error.
    fetchDrawer().then(
      (drawer) => setDrawer(() => drawer),
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
      {OpenDrawer && <OpenDrawer close={() => setDrawer(null)} />}
    </>
  )
}
