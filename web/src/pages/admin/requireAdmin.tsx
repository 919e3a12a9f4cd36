import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { t } from '../../i18n'
import { place } from '../../router/navigation'
import type { PageProps } from '../../router/page'
import { loadUser, user } from '../../state/session'
import { words } from './messages'

/** Shows a page to admins alone, below the ways through the back room. The API checks it anew. */
export function forAdmins(Page: ComponentType<PageProps>): ComponentType<PageProps> {
  return function Room(props: PageProps) {
    const [asked, setAsked] = useState(false)
    useEffect(() => void loadUser().finally(() => setAsked(true)), [])
    const role = user.value?.role
    if (role !== 'admin') return asked ? <Closed /> : <Loading />
    return (
      <div class="room">
        <Ways />
        <Page {...props} />
      </div>
    )
  }
}

function Closed() {
  const { closedTitle, closed } = words.value
  return (
    <NoticePage title={closedTitle} text={closed}>
      <a class="button" href={`/entrar?next=${encodeURIComponent(place.value.pathname)}`}>
        {t.value.account.logIn}
      </a>
    </NoticePage>
  )
}

function Ways() {
  const { parts, today, products, orders } = words.value
  const ways = [
    ['/admin', today],
    ['/admin/productos', products],
    ['/admin/pedidos', orders],
  ] as const
  const { pathname } = place.value
  return (
    <nav class="chips" aria-label={parts}>
      <ul>
        {ways.map(([href, name]) => {
          const here = href === '/admin' ? pathname === href : pathname.startsWith(href)
          return (
            <li key={href}>
              <a class="chip" href={href} aria-current={here ? 'page' : undefined}>
                {name}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
