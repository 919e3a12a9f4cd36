import { useEffect, useState } from 'preact/hooks'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { t } from '../../i18n'
import { currentUrl } from '../../router/navigation'
import type { Page, PageProps } from '../../router/page'
import { loadUserOrGuest, user } from '../../state/session'
import { messages } from './messages'
import { UnsavedGuard } from './UnsavedGuard'

/** Return a page that shows `Content` to admins alone, below the navigation of the back room. */
export function requireAdmin(Content: Page): Page {
  // The API checks the role itself: this spares a page whose every call would be refused.
  return function AdminPage(props: PageProps) {
    const [isLoaded, setLoaded] = useState(false)
    useEffect(() => void loadUserOrGuest().finally(() => setLoaded(true)), [])
    const role = user.value?.role
    if (role !== 'admin') return isLoaded ? <AccessDenied /> : <Loading />
    return (
      <div class="admin">
        <AdminNav />
        <Content {...props} />
        <UnsavedGuard />
      </div>
    )
  }
}

function AccessDenied() {
  const { deniedTitle, denied } = messages.value
  return (
    <NoticePage title={deniedTitle} text={denied}>
      <a class="button" href={`/entrar?next=${encodeURIComponent(currentUrl.value.pathname)}`}>
        {t.value.account.logIn}
      </a>
    </NoticePage>
  )
}

function AdminNav() {
  const { navigation, today, products, categories, orders } = messages.value
  const links = [
    ['/admin', today],
    ['/admin/productos', products],
    ['/admin/categorias', categories.title],
    ['/admin/pedidos', orders],
  ] as const
  const { pathname } = currentUrl.value
  return (
    <nav class="chips" aria-label={navigation}>
      <ul>
        {links.map(([href, name]) => {
          const isCurrent = href === '/admin' ? pathname === href : pathname.startsWith(href)
          return (
            <li key={href}>
              <a class="chip" href={href} aria-current={isCurrent ? 'page' : undefined}>
                {name}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
