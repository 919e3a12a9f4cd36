import { useReducer } from 'preact/hooks'
import { Icon } from '../../components/Icon'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { RequireLogin } from '../account/RequireLogin'
import { CloseAccount } from './CloseAccount'
import { messages } from './messages'
import { PasswordForm } from './PasswordForm'
import { SendConfirmation } from './SendConfirmation'
import { SessionList } from './SessionList'

/** The account's e-mail, password and sessions, and the way to close it. */
export function SecurityPage() {
  const labels = messages.value.security
  usePageMeta(labels.title)
  const [round, reloadSessions] = useReducer((n: number) => n + 1, 0)
  return (
    <RequireLogin>
      {(user) => (
        <div class="account">
          <a class="back" href="/cuenta">
            <Icon name="back" />
            {t.value.account.title}
          </a>
          <h1>{labels.title}</h1>
          <section class="security__section" aria-labelledby="email">
            <h2 id="email">{labels.email}</h2>
            <p class="security__text">
              {user.email}{' '}
              <span class="tag">
                {user.email_confirmed ? labels.confirmed : labels.notConfirmed}
              </span>
            </p>
            {!user.email_confirmed && <SendConfirmation />}
          </section>
          <PasswordForm email={user.email} onChanged={() => reloadSessions(0)} />
          <SessionList key={round} />
          <CloseAccount />
        </div>
      )}
    </RequireLogin>
  )
}
