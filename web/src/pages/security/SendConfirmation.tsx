import { useState } from 'preact/hooks'
import { requestEmailConfirmation } from '../../api/users'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { messages } from './messages'

/** A button that mails a link to confirm the account's e-mail. */
export function SendConfirmation() {
  const labels = messages.value.confirm
  const [state, setState] = useState<'idle' | 'sending' | 'sent' | { error: unknown }>('idle')
  const send = () => {
    setState('sending')
    requestEmailConfirmation().then(
      () => setState('sent'),
      (error: unknown) => setState({ error }),
    )
  }
  if (state === 'sent') return <Message>{labels.sent}</Message>
  return (
    <>
      {typeof state === 'object' && <Message kind="error">{errorText(state.error)}</Message>}
      <button
        type="button"
        class="button button--outline"
        disabled={state === 'sending'}
        onClick={send}
        data-testid="send-confirmation"
      >
        {labels.send}
      </button>
    </>
  )
}
