import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { changePassword } from '../../api/users'
import { Field } from '../../components/Field'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'
import { words } from './messages'

interface PasswordFormProps {
  email: string
  changed: () => void
}

export function PasswordForm({ email, changed }: PasswordFormProps) {
  const said = words.value.security
  const [done, setDone] = useState(false)
  const { form, sending, faults, error, submit } = useForm(async (texts) => {
    setDone(false)
    await changePassword({
      current_password: texts['/current_password'] ?? '',
      new_password: texts['/new_password'] ?? '',
    })
    form.current?.reset()
    setDone(true)
    changed()
  })
  // What is said at a field is not said twice.
  const isAtField = error instanceof Problem && Object.keys(faults).length > 0
  return (
    <section class="security__part" aria-labelledby="password">
      <h2 id="password">{said.password}</h2>
      <form ref={form} class="security__form" noValidate onSubmit={submit}>
        {error && !isAtField ? <Message kind="error">{explain(error)}</Message> : null}
        {/* Tells a password manager whose password it is. */}
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
          label={said.current}
          pointer="/current_password"
          type="password"
          autoComplete="current-password"
          error={faults['/current_password']}
        />
        <Field
          label={said.next}
          pointer="/new_password"
          type="password"
          autoComplete="new-password"
          hint={t.value.account.passwordHint}
          minLength={8}
          error={faults['/new_password']}
        />
        <button type="submit" class="button" disabled={sending} data-testid="change-password">
          {said.change}
        </button>
      </form>
      <div role="status" data-testid="password-changed">
        {done && <p>{said.changed}</p>}
      </div>
    </section>
  )
}
