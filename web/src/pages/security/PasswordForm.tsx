import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { changePassword } from '../../api/users'
import { errorText } from '../../components/errorText'
import { Field } from '../../components/Field'
import { Message } from '../../components/Message'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'
import { messages } from './messages'

interface PasswordFormProps {
  email: string
  onChanged: () => void
}

/** A form that changes the password, which ends all other sessions. */
export function PasswordForm({ email, onChanged }: PasswordFormProps) {
  const labels = messages.value.security
  const [isChanged, setChanged] = useState(false)
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    setChanged(false)
    await changePassword({
      current_password: values['/current_password'] ?? '',
      new_password: values['/new_password'] ?? '',
    })
    form.current?.reset()
    setChanged(true)
    onChanged()
  })
  // An error that is shown at a field is not shown again above the form.
  const isAtField = error instanceof Problem && Object.keys(fieldErrors).length > 0
  return (
    <section class="security__section" aria-labelledby="password">
      <h2 id="password">{labels.password}</h2>
      <form ref={form} class="security__form" noValidate onSubmit={submit}>
        {error && !isAtField ? <Message kind="error">{errorText(error)}</Message> : null}
        {/* Tells password managers whose password it is. */}
        <input
          type="email"
          class="visually-hidden"
          autoComplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <Field
          label={labels.current}
          pointer="/current_password"
          type="password"
          autoComplete="current-password"
          error={fieldErrors['/current_password']}
        />
        <Field
          label={labels.next}
          pointer="/new_password"
          type="password"
          autoComplete="new-password"
          hint={t.value.account.passwordHint}
          minLength={8}
          error={fieldErrors['/new_password']}
        />
        <button type="submit" class="button" disabled={sending} data-testid="change-password">
          {labels.change}
        </button>
      </form>
      <div role="status" data-testid="password-changed">
        {isChanged && <p>{labels.changed}</p>}
      </div>
    </section>
  )
}
