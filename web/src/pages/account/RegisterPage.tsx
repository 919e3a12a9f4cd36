import { Field } from '../../components/Field'
import { lang, t } from '../../i18n'
import { register } from '../../state/session'
import { EntryPage } from './AuthFormPage'
import { useEntry, withNext } from './useAuthForm'

export function RegisterPage() {
  const words = t.value.account
  const { name, email } = t.value.checkout
  const entry = useEntry((text) =>
    register({
      name: text('/name').trim(),
      email: text('/email').trim(),
      password: text('/password'),
      locale: lang.value,
    }),
  )
  return (
    <EntryPage
      title={words.registerTitle}
      action={words.registerAction}
      entry={entry}
      other={
        <>
          {words.haveAccount} <a href={withNext('/entrar')}>{words.logIn}</a>
        </>
      }
    >
      <Field label={name} pointer="/name" autoComplete="name" error={entry.faults['/name']} />
      <Field
        label={email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={entry.faults['/email']}
      />
      <Field
        label={words.password}
        pointer="/password"
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        minLength={8}
        error={entry.faults['/password']}
      />
    </EntryPage>
  )
}
