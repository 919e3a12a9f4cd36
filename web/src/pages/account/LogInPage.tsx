import { Field } from '../../components/Field'
import { t } from '../../i18n'
import { logIn } from '../../state/session'
import { EntryPage } from './AuthFormPage'
import { useEntry, withNext } from './useAuthForm'

export function LogInPage() {
  const words = t.value.account
  const entry = useEntry((text) =>
    logIn({ email: text('/email').trim(), password: text('/password') }),
  )
  return (
    <EntryPage
      title={words.logInTitle}
      action={words.logInAction}
      entry={entry}
      other={
        <>
          <a class="entry__forgot" href="/account/reset">
            {words.forgot}
          </a>
          {words.noAccount} <a href={withNext('/registro')}>{words.register}</a>
        </>
      }
    >
      <Field
        label={t.value.checkout.email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={entry.faults['/email']}
      />
      <Field
        label={words.password}
        pointer="/password"
        type="password"
        autoComplete="current-password"
        error={entry.faults['/password']}
      />
    </EntryPage>
  )
}
