import { Wordmark } from '../components/Wordmark'
import { t } from '../i18n'
import { CategoryLinks } from './CategoryLinks'

/** The footer: top categories, account and cart. */
export function Footer() {
  const { nav, account } = t.value
  return (
    <footer class="footer">
      <div class="footer__brand">
        <Wordmark />
        <p>{nav.footer}</p>
      </div>
      <nav aria-label={nav.shop}>
        <h2>{nav.shop}</h2>
        <CategoryLinks />
      </nav>
      <nav aria-label={nav.account}>
        <h2>{nav.account}</h2>
        <ul class="category-links">
          <li>
            <a href="/cuenta">{account.orders}</a>
          </li>
          <li>
            <a href="/cesta">{t.value.cart.title}</a>
          </li>
        </ul>
      </nav>
    </footer>
  )
}
