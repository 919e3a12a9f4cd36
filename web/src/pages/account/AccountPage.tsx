import { useEffect, useState } from 'preact/hooks'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { explain, Trouble } from '../../components/Trouble'
import { usePageTitle } from '../../components/usePageTitle'
import { t } from '../../i18n'
import { navigate, place } from '../../router/place'
import { loadUser, logOut, user } from '../../state/session'
import { Addresses } from './Addresses'
import { OrderHistory } from './OrderHistory'

export function AccountPage() {
  const words = t.value.account
  usePageTitle(words.title)
  const [asked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    loadUser()
      .then(() => setAsked(true))
      .catch(setError)
  }, [])

  const who = user.value
  const guest = asked && !who
  useEffect(() => {
    // Logging out from here has its own way on.
    if (guest && place.value.pathname === '/cuenta') navigate('/entrar', { replace: true })
  }, [guest])

  if (error && !who) return <Trouble error={error} retry={() => location.reload()} />
  if (!who) return <Loading />
  return (
    <div class="account">
      <header class="account__head">
        <div>
          <h1>{words.hello(who.name.split(' ')[0] ?? who.name)}</h1>
          <p>{who.email}</p>
        </div>
        <button
          type="button"
          class="button button--outline"
          onClick={() => {
            logOut()
              .then(() => navigate('/'))
              .catch(setError)
          }}
          data-testid="log-out"
        >
          {words.logOut}
        </button>
      </header>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      {who.role === 'admin' && (
        <p>
          <a class="button" href="/admin">
            {words.backRoom}
          </a>
        </p>
      )}
      <OrderHistory />
      <Addresses />
    </div>
  )
}
