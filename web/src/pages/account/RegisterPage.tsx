import { Field } from '../../components/Field'
import { oneLine } from '../../components/lineText'
import { lang, t } from '../../i18n'
import { register } from '../../state/session'
import { AuthForm } from './AuthForm'
import { useAuthForm, withNext } from './useAuthForm'

/** The registration form. */
export function RegisterPage() {
  const labels = t.value.account
  const { name, email } = t.value.checkout
  const form = useAuthForm((value) =>
    register({
      name: oneLine(value('/name')),
      email: value('/email').trim(),
      password: value('/password'),
      locale: lang.value,
    }),
  )
  return (
    <AuthForm
      title={labels.registerTitle}
      action={labels.registerAction}
      form={form}
      links={
        <>
          {labels.haveAccount} <a href={withNext('/entrar')}>{labels.logIn}</a>
        </>
      }
    >
      <Field label={name} pointer="/name" autoComplete="name" error={form.fieldErrors['/name']} />
      <Field
        label={email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={form.fieldErrors['/email']}
      />
      <Field
        label={labels.password}
        pointer="/password"
        type="password"
        autoComplete="new-password"
        hint={labels.passwordHint}
        minLength={8}
        error={form.fieldErrors['/password']}
      />
    </AuthForm>
  )
}
