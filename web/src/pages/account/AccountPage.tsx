import { useState } from 'preact/hooks'
import type { User } from '../../api/types'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { logOut } from '../../state/session'
import { Addresses } from './AddressBook'
import { OrderHistory } from './OrderHistory'
import { ForCustomers } from './RequireLogin'

export function AccountPage() {
  usePageTitle(t.value.account.title)
  return <ForCustomers>{(who) => <Account who={who} />}</ForCustomers>
}

function Account({ who }: { who: User }) {
  const words = t.value.account
  const [error, setError] = useState<unknown>(null)
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
      <section aria-labelledby="security">
        <h2 id="security">{words.security}</h2>
        <p class="account__none">{who.email_confirmed ? words.securityHint : words.unconfirmed}</p>
        <p class="account__way">
          <a class="button button--outline" href="/cuenta/seguridad" data-testid="security">
            {words.securityGo}
          </a>
        </p>
      </section>
    </div>
  )
}
