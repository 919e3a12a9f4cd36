import { useComputed } from '@preact/signals'
import { t } from './i18n'
import { Footer } from './layout/Footer'
import { Header } from './layout/Header'
import { currentUrl } from './router/navigation'
import { Outlet } from './router/Outlet'
import { findRoute } from './routes'

export function App() {
  const isCheckout = useComputed(() => currentUrl.value.pathname === '/pagar').value
  return (
    <>
      <a class="skip-link" href="#content">
        {t.value.skip}
      </a>
      <Header minimal={isCheckout} />
      <main id="content" class="content" tabIndex={-1}>
        <Outlet findRoute={findRoute} />
      </main>
      {!isCheckout && <Footer />}
    </>
  )
}
