import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { errorText } from '../../components/errorText'
import { Field } from '../../components/Field'
import { Message } from '../../components/Message'
import { useForm } from '../../components/useForm'
import { navigate } from '../../router/navigation'
import { closeAccount } from '../../state/session'
import { messages } from './messages'

/** A button that closes the account, after a question and for its password. */
export function CloseAccount() {
  const labels = messages.value.security
  const [isAsking, setAsking] = useState(false)
  return (
    <section class="security__section" aria-labelledby="close">
      <h2 id="close">{labels.close}</h2>
      <p class="security__text">{labels.closeText}</p>
      {isAsking ? (
        <ClosureForm cancel={() => setAsking(false)} />
      ) : (
        <button
          type="button"
          class="button button--outline"
          onClick={() => setAsking(true)}
          data-testid="close-account"
        >
          {labels.close}
        </button>
      )}
    </section>
  )
}

function ClosureForm({ cancel }: { cancel: () => void }) {
  const labels = messages.value.security
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    await closeAccount(values['/password'] ?? '')
    navigate('/')
  })
  // An error that is shown at a field is not shown again above the form.
  const isAtField = error instanceof Problem && Object.keys(fieldErrors).length > 0
  return (
    <form ref={form} class="security__form" noValidate onSubmit={submit}>
      {error && !isAtField ? <Message kind="error">{errorText(error)}</Message> : null}
      <Message title={labels.closeQuestion}>
        <Field
          label={labels.closePassword}
          pointer="/password"
          type="password"
          autoComplete="current-password"
          error={fieldErrors['/password']}
        />
        <div class="message__actions">
          <button type="submit" class="button" disabled={sending} data-testid="close-account-yes">
            {labels.closeYes}
          </button>
          <button type="button" class="button button--outline" onClick={cancel}>
            {labels.closeNo}
          </button>
        </div>
      </Message>
    </form>
  )
}
