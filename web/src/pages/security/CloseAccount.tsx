import { useState } from 'preact/hooks'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { navigate } from '../../router/navigation'
import { closeAccount } from '../../state/session'
import { messages } from './messages'

/** A button that closes the account, after a question. */
export function CloseAccount() {
  const labels = messages.value.security
  const [isAsking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const close = async () => {
    setSending(true)
    setError(null)
    try {
      await closeAccount()
      navigate('/')
    } catch (failure) {
      setError(failure)
      setSending(false)
    }
  }

  return (
    <section class="security__section" aria-labelledby="close">
      <h2 id="close">{labels.close}</h2>
      <p class="security__text">{labels.closeText}</p>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      {isAsking ? (
        <Message title={labels.closeQuestion}>
          <div class="message__actions">
            <button
              type="button"
              class="button"
              disabled={sending}
              onClick={close}
              data-testid="close-account-yes"
            >
              {labels.closeYes}
            </button>
            <button type="button" class="button button--outline" onClick={() => setAsking(false)}>
              {labels.closeNo}
            </button>
          </div>
        </Message>
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
