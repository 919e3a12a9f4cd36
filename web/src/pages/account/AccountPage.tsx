import { useState } from 'preact/hooks'
import type { User } from '../../api/types'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { logOut } from '../../state/session'
import { AddressBook } from './AddressBook'
import { OrderHistory } from './OrderHistory'
import { RequireLogin } from './RequireLogin'

/** The account: orders, addresses, and the way to its security page. */
export function AccountPage() {
  usePageMeta(t.value.account.title)
  return <RequireLogin>{(user) => <Account user={user} />}</RequireLogin>
}

function Account({ user }: { user: User }) {
  const labels = t.value.account
  const [error, setError] = useState<unknown>(null)
  return (
    <div class="account">
      <header class="account__head">
        <div>
          <h1>{labels.hello(user.name.split(' ')[0] ?? user.name)}</h1>
          <p>{user.email}</p>
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
          {labels.logOut}
        </button>
      </header>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      {user.role === 'admin' && (
        <p>
          <a class="button" href="/admin">
            {labels.backRoom}
          </a>
        </p>
      )}
      <OrderHistory />
      <AddressBook />
      <section aria-labelledby="security">
        <h2 id="security">{labels.security}</h2>
        <p class="account__empty">
          {user.email_confirmed ? labels.securityHint : labels.unconfirmed}
        </p>
        <p class="account__link">
          <a class="button button--outline" href="/cuenta/seguridad" data-testid="security">
            {labels.securityGo}
          </a>
        </p>
      </section>
    </div>
  )
}
