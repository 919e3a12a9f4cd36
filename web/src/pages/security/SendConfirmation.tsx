import { useState } from 'preact/hooks'
import { askForConfirmation } from '../../api/users'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { words } from './messages'

/** Has a link mailed that confirms the account's e-mail. */
export function SendLink() {
  const said = words.value.confirm
  const [state, setState] = useState<'idle' | 'sending' | 'sent' | { error: unknown }>('idle')
  const send = () => {
    setState('sending')
    askForConfirmation().then(
      () => setState('sent'),
      (error: unknown) => setState({ error }),
    )
  }
  if (state === 'sent') return <Message>{said.sent}</Message>
  return (
    <>
      {typeof state === 'object' && <Message kind="error">{explain(state.error)}</Message>}
      <button
        type="button"
        class="button button--outline"
        disabled={state === 'sending'}
        onClick={send}
        data-testid="send-confirmation"
      >
        {said.send}
      </button>
    </>
  )
}
