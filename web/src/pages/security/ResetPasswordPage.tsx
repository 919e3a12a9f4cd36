import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { askForReset, resetPassword } from '../../api/users'
import { Field } from '../../components/Field'
import { NoticePage } from '../../components/NoticePage'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'
import { signedOut } from '../../state/session'
import { EntryPage } from '../account/AuthFormPage'
import { mailedToken } from './linkToken'
import { words } from './messages'

const HERE = '/account/reset'

/** A link that was mailed leads here; without its token, the page has one mailed. */
export function ResetPage() {
  const token = mailedToken()
  return token ? <ChoosePassword key={token} token={token} /> : <AskForLink />
}

function AskForLink() {
  const said = words.value.forgot
  const [sentTo, setSentTo] = useState<string | null>(null)
  const entry = useForm(async (texts) => {
    const email = texts['/email']?.trim() ?? ''
    await askForReset({ email })
    setSentTo(email)
  })
  if (sentTo !== null) {
    return (
      <NoticePage title={said.sentTitle} text={said.sent(sentTo)}>
        <button type="button" class="button button--outline" onClick={() => setSentTo(null)}>
          {said.again}
        </button>
      </NoticePage>
    )
  }
  return (
    <EntryPage
      title={said.title}
      why={said.why}
      action={said.send}
      entry={entry}
      other={<a href="/entrar">{t.value.account.logIn}</a>}
    >
      <Field
        label={t.value.checkout.email}
        pointer="/email"
        type="email"
        autoComplete="email"
        error={entry.faults['/email']}
      />
    </EntryPage>
  )
}

function ChoosePassword({ token }: { token: string }) {
  const said = words.value.reset
  const [done, setDone] = useState(false)
  const entry = useForm(async (texts) => {
    await resetPassword({ token, new_password: texts['/new_password'] ?? '' })
    // Every session has ended, this browser's among them.
    signedOut()
    setDone(true)
  })
  if (done) {
    return (
      <NoticePage title={said.doneTitle} text={said.done}>
        <a class="button" href="/entrar">
          {t.value.account.logIn}
        </a>
      </NoticePage>
    )
  }
  // A token that cannot be one is told of as a field, which is not on the page.
  const stale = entry.error instanceof Problem && !entry.faults['/new_password']
  return (
    <EntryPage
      title={said.title}
      why={said.why}
      action={said.save}
      entry={entry}
      other={stale ? <a href={HERE}>{said.another}</a> : null}
    >
      <Field
        label={words.value.security.next}
        pointer="/new_password"
        type="password"
        autoComplete="new-password"
        hint={t.value.account.passwordHint}
        minLength={8}
        error={entry.faults['/new_password']}
      />
    </EntryPage>
  )
}
