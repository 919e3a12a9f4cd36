import { useState } from 'preact/hooks'
import type { Session } from '../../api/types'
import { endSession, listSessions } from '../../api/users'
import { explain, Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { formatMoment } from '../../i18n/format'
import { useResource } from '../../state/resource'
import { words } from './messages'
import { deviceOf } from './userAgent'

/** Where the account is open, and the end of any of it but here. */
export function Sessions() {
  const said = words.value.security
  const { data, error, reload } = useResource('sessions', listSessions)
  const [failure, setFailure] = useState<unknown>(null)
  const [sending, setSending] = useState(false)

  if (!data) return error ? <Trouble error={error} retry={reload} /> : <Loading />
  const others = data.filter(({ current }) => !current)
  const end = async (ended: Session[]) => {
    setSending(true)
    setFailure(null)
    try {
      for (const { id } of ended) await endSession(id)
    } catch (refusal) {
      setFailure(refusal)
    }
    setSending(false)
    reload()
  }
  return (
    <section class="security__part" aria-labelledby="sessions">
      <h2 id="sessions">{said.sessions}</h2>
      {failure ? <Message kind="error">{explain(failure)}</Message> : null}
      <ul class="sessions">
        {data.map((session) => (
          <li key={session.id} data-testid="session">
            <div>
              <p class="sessions__device">{nameOf(session)}</p>
              <p class="security__text">{said.used(formatMoment(session.last_used_at))}</p>
            </div>
            {session.current ? (
              <span class="tag">{said.here}</span>
            ) : (
              <button
                type="button"
                class="link-button"
                aria-label={said.endNamed(nameOf(session))}
                disabled={sending}
                onClick={() => end([session])}
              >
                {said.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <button
          type="button"
          class="button button--outline"
          disabled={sending}
          onClick={() => end(others)}
          data-testid="end-others"
        >
          {said.endOthers}
        </button>
      )}
    </section>
  )
}

function nameOf({ device }: Session): string {
  const said = words.value.security
  const known = deviceOf(device)
  return known ? said.on(known.browser, known.system) : device.slice(0, 60) || said.unknown
}
