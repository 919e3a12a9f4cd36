import { Field } from '../../components/Field'
import { t } from '../../i18n'
import { logIn } from '../../state/session'
import { AuthForm } from './AuthForm'
import { useAuthForm, withNext } from './useAuthForm'

/** The log-in form. */
export function LogInPage() {
  const labels = t.value.account
  const form = useAuthForm((value) =>
    logIn({ email: value('/email').trim(), password: value('/password') }),
  )
  return (
    <AuthForm
      title={labels.logInTitle}
      action={labels.logInAction}
      form={form}
      links={
        <>
          <a class="auth-form__forgot" href="/account/reset">
            {labels.forgot}
          </a>
          {labels.noAccount} <a href={withNext('/registro')}>{labels.register}</a>
        </>
      }
    >
      <Field
        label={t.value.checkout.email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={form.fieldErrors['/email']}
      />
      <Field
        label={labels.password}
        pointer="/password"
        type="password"
        autoComplete="current-password"
        error={form.fieldErrors['/password']}
      />
    </AuthForm>
  )
}
