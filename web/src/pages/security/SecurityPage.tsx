import { useReducer } from 'preact/hooks'
import { Icon } from '../../components/Icon'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { ForCustomers } from '../account/RequireLogin'
import { CloseAccount } from './CloseAccount'
import { words } from './messages'
import { PasswordForm } from './PasswordForm'
import { SendLink } from './SendConfirmation'
import { Sessions } from './SessionList'

/** How one gets into an account: its e-mail, its password, where it is open; and its end. */
export function SecurityPage() {
  const said = words.value.security
  usePageTitle(said.title)
  const [round, passwordChanged] = useReducer((n: number) => n + 1, 0)
  return (
    <ForCustomers>
      {(who) => (
        <div class="account">
          <a class="back" href="/cuenta">
            <Icon name="back" />
            {t.value.account.title}
          </a>
          <h1>{said.title}</h1>
          <section class="security__part" aria-labelledby="email">
            <h2 id="email">{said.email}</h2>
            <p class="security__text">
              {who.email}{' '}
              <span class="tag">{who.email_confirmed ? said.confirmed : said.notConfirmed}</span>
            </p>
            {!who.email_confirmed && <SendLink />}
          </section>
          <PasswordForm email={who.email} changed={() => passwordChanged(0)} />
          <Sessions key={round} />
          <CloseAccount />
        </div>
      )}
    </ForCustomers>
  )
}
