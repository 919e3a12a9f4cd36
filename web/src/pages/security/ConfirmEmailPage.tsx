import { useEffect, useState } from 'preact/hooks'
import { NetworkError } from '../../api/problem'
import { confirmEmail } from '../../api/users'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { t } from '../../i18n'
import { loadUserOrGuest, user } from '../../state/session'
import { readLinkToken } from './linkToken'
import { messages } from './messages'
import { SendConfirmation } from './SendConfirmation'

/** Confirm an e-mail with the token of a mailed link; without a token, send such a link. */
export function ConfirmEmailPage() {
  const token = readLinkToken()
  return token ? <Confirmation key={token} token={token} /> : <RequestLink />
}

function Confirmation({ token }: { token: string }) {
  const labels = messages.value.confirm
  const [state, setState] = useState<'asking' | 'working' | 'done' | { error: unknown }>('asking')
  const confirm = () => {
    setState('working')
    confirmEmail({ token }).then(
      () => {
        // The account page shows whether the e-mail is confirmed.
        void loadUserOrGuest({ refresh: true })
        setState('done')
      },
      (error: unknown) => setState({ error }),
    )
  }

  if (state === 'working') return <NoticePage title={labels.title} text={labels.working} />
  if (state === 'asking') {
    // Scanners of mail open links and run scripts; the address is confirmed by whoever clicks.
    return (
      <NoticePage title={labels.title} text={labels.question}>
        <button type="button" class="button" onClick={confirm} data-testid="confirm-email">
          {labels.confirm}
        </button>
        <p>
          {labels.notYours} <a href="/account/reset">{labels.takeOver}</a>
        </p>
      </NoticePage>
    )
  }
  if (state === 'done') {
    return (
      <NoticePage title={labels.doneTitle} text={labels.done}>
        <a class="button" href="/cuenta">
          {labels.account}
        </a>
      </NoticePage>
    )
  }
  if (state.error instanceof NetworkError) return <LoadError error={state.error} retry={confirm} />
  return <RequestLink title={labels.expiredTitle} text={labels.expired} />
}

interface RequestLinkProps {
  title?: string
  text?: string
}

/** For a signed-in user, a button that sends a link; for a guest, a link to log in. */
function RequestLink({ title, text }: RequestLinkProps) {
  const labels = messages.value.confirm
  const [isLoaded, setLoaded] = useState(false)
  useEffect(() => void loadUserOrGuest().finally(() => setLoaded(true)), [])
  const signedIn = user.value
  if (!isLoaded) return <Loading />
  if (signedIn?.email_confirmed) {
    return (
      <NoticePage title={labels.doneTitle} text={labels.done}>
        <a class="button" href="/cuenta">
          {labels.account}
        </a>
      </NoticePage>
    )
  }
  return (
    <NoticePage title={title ?? labels.title} text={text ?? labels.none}>
      {signedIn ? (
        <SendConfirmation />
      ) : (
        <>
          <p>{labels.logInFirst}</p>
          <a class="button" href="/entrar?next=/account/confirm">
            {t.value.account.logIn}
          </a>
        </>
      )}
    </NoticePage>
  )
}
