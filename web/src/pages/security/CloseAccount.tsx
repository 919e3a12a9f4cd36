import { useState } from 'preact/hooks'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { navigate } from '../../router/navigation'
import { closeAccount } from '../../state/session'
import { words } from './messages'

export function CloseAccount() {
  const said = words.value.security
  const [asking, ask] = useState(false)
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
    <section class="security__part" aria-labelledby="close">
      <h2 id="close">{said.close}</h2>
      <p class="security__text">{said.closeText}</p>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      {asking ? (
        <Message title={said.closeQuestion}>
          <div class="message__actions">
            <button
              type="button"
              class="button"
              disabled={sending}
              onClick={close}
              data-testid="close-account-yes"
            >
              {said.closeYes}
            </button>
            <button type="button" class="button button--outline" onClick={() => ask(false)}>
              {said.closeNo}
            </button>
          </div>
        </Message>
      ) : (
        <button
          type="button"
          class="button button--outline"
          onClick={() => ask(true)}
          data-testid="close-account"
        >
          {said.close}
        </button>
      )}
    </section>
  )
}
