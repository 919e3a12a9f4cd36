import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { requestPasswordReset, resetPassword } from '../../api/users'
import { Field } from '../../components/Field'
import { NoticePage } from '../../components/NoticePage'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'
import { clearUser } from '../../state/session'
import { AuthForm } from '../account/AuthForm'
import { readLinkToken } from './linkToken'
import { messages } from './messages'

const RESET_PATH = '/account/reset'

/** Choose a new password with the token of a mailed link; without a token, request such a link. */
export function ResetPasswordPage() {
  const token = readLinkToken()
  return token ? <ChoosePassword key={token} token={token} /> : <RequestLink />
}

function RequestLink() {
  const labels = messages.value.forgot
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useForm(async (values) => {
    const email = values['/email']?.trim() ?? ''
    await requestPasswordReset({ email })
    setSentTo(email)
  })
  if (sentTo !== null) {
    return (
      <NoticePage title={labels.sentTitle} text={labels.sent(sentTo)}>
        <button type="button" class="button button--outline" onClick={() => setSentTo(null)}>
          {labels.again}
        </button>
      </NoticePage>
    )
  }
  return (
    <AuthForm
      title={labels.title}
      intro={labels.why}
      action={labels.send}
      form={form}
      links={<a href="/entrar">{t.value.account.logIn}</a>}
    >
      <Field
        label={t.value.checkout.email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={form.fieldErrors['/email']}
      />
    </AuthForm>
  )
}

function ChoosePassword({ token }: { token: string }) {
  const labels = messages.value.reset
  const [done, setDone] = useState(false)
  const form = useForm(async (values) => {
    await resetPassword({ token, new_password: values['/new_password'] ?? '' })
    // The reset has ended every session, this browser's too.
    clearUser()
    setDone(true)
  })
  if (done) {
    return (
      <NoticePage title={labels.doneTitle} text={labels.done}>
        <a class="button" href="/entrar">
          {t.value.account.logIn}
        </a>
      </NoticePage>
    )
  }
  // The error of an invalid token is that of a field which is not on the page.
  const isInvalidToken = form.error instanceof Problem && !form.fieldErrors['/new_password']
  return (
    <AuthForm
      title={labels.title}
      intro={labels.why}
      action={labels.save}
      form={form}
      links={isInvalidToken ? <a href={RESET_PATH}>{labels.another}</a> : null}
    >
      <Field
        label={messages.value.security.next}
        pointer="/new_password"
        type="password"
        autoComplete="new-password"
        hint={t.value.account.passwordHint}
        minLength={8}
        error={form.fieldErrors['/new_password']}
      />
    </AuthForm>
  )
}
