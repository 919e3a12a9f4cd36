import { useEffect, useState } from 'preact/hooks'
import { NoAnswer } from '../../api/problem'
import { confirmEmail } from '../../api/users'
import { Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { t } from '../../i18n'
import { loadUser, user } from '../../state/session'
import { mailedToken } from './linkToken'
import { words } from './messages'
import { SendLink } from './SendConfirmation'

/** A link that was mailed leads here, and is used at once; without its token, the page sends one. */
export function ConfirmPage() {
  const token = mailedToken()
  return token ? <Confirming key={token} token={token} /> : <Asking />
}

function Confirming({ token }: { token: string }) {
  const said = words.value.confirm
  const [state, setState] = useState<'working' | 'done' | { error: unknown }>('working')
  const confirm = () => {
    setState('working')
    confirmEmail({ token }).then(
      () => {
        // It says of the account whether its e-mail is confirmed.
        void loadUser({ anew: true })
        setState('done')
      },
      (error: unknown) => setState({ error }),
    )
  }
  useEffect(confirm, [])

  if (state === 'working') return <NoticePage title={said.title} text={said.working} />
  if (state === 'done') {
    return (
      <NoticePage title={said.doneTitle} text={said.done}>
        <a class="button" href="/cuenta">
          {said.account}
        </a>
      </NoticePage>
    )
  }
  if (state.error instanceof NoAnswer) return <Trouble error={state.error} retry={confirm} />
  return <Asking title={said.goneTitle} text={said.gone} />
}

interface AskingProps {
  title?: string
  text?: string
}

/** To who has signed in, a link; to others, the way in. */
function Asking({ title, text }: AskingProps) {
  const said = words.value.confirm
  const [asked, setAsked] = useState(false)
  useEffect(() => void loadUser().finally(() => setAsked(true)), [])
  const who = user.value
  if (!asked) return <Loading />
  if (who?.email_confirmed) {
    return (
      <NoticePage title={said.doneTitle} text={said.done}>
        <a class="button" href="/cuenta">
          {said.account}
        </a>
      </NoticePage>
    )
  }
  return (
    <NoticePage title={title ?? said.title} text={text ?? said.none}>
      {who ? (
        <SendLink />
      ) : (
        <>
          <p>{said.logInFirst}</p>
          <a class="button" href="/entrar?next=/account/confirm">
            {t.value.account.logIn}
          </a>
        </>
      )}
    </NoticePage>
  )
}
