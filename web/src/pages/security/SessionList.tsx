import { useState } from 'preact/hooks'
import type { Session } from '../../api/types'
import { endSession, listSessions } from '../../api/users'
import { errorText } from '../../components/errorText'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { formatMoment } from '../../i18n/format'
import { useResource } from '../../state/resource'
import { messages } from './messages'
import { parseUserAgent } from './userAgent'

/** The sessions of the account, with buttons that end the others. */
export function SessionList() {
  const labels = messages.value.security
  const { data, error, reload } = useResource('sessions', listSessions)
  const [failure, setFailure] = useState<unknown>(null)
  const [sending, setSending] = useState(false)

  if (!data) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  const others = data.filter(({ current }) => !current)
  const endSessions = async (sessions: Session[]) => {
    setSending(true)
    setFailure(null)
    try {
      for (const { id } of sessions) await endSession(id)
    } catch (failed) {
      setFailure(failed)
    }
    setSending(false)
    reload()
  }
  return (
    <section class="security__section" aria-labelledby="sessions">
      <h2 id="sessions">{labels.sessions}</h2>
      {failure ? <Message kind="error">{errorText(failure)}</Message> : null}
      <ul class="sessions">
        {data.map((session) => (
          <li key={session.id} data-testid="session">
            <div>
              <p class="sessions__device">{nameOf(session)}</p>
              <p class="security__text">{labels.used(formatMoment(session.last_used_at))}</p>
            </div>
            {session.current ? (
              <span class="tag">{labels.here}</span>
            ) : (
              <button
                type="button"
                class="link-button"
                aria-label={labels.endNamed(nameOf(session))}
                disabled={sending}
                onClick={() => endSessions([session])}
              >
                {labels.end}
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
          onClick={() => endSessions(others)}
          data-testid="end-others"
        >
          {labels.endOthers}
        </button>
      )}
    </section>
  )
}

/** Return the browser and system of a session; its user agent if they are unknown. */
function nameOf({ device }: Session): string {
  const labels = messages.value.security
  const parsed = parseUserAgent(device)
  return parsed ? labels.on(parsed.browser, parsed.system) : device.slice(0, 60) || labels.unknown
}
