import { useEffect, useState } from 'preact/hooks'
import { Dialog } from '../../components/Dialog'
import { setLeaveGuard } from '../../router/leaveGuard'
import { messages } from './messages'
import { hasUnsavedEdits } from './unsaved'

/** Asks before edits that are not saved are lost: by a link, Back, or closing the tab. */
export function UnsavedGuard() {
  const { unsaved: labels } = messages.value
  const [leave, setLeave] = useState<(() => void) | null>(null)
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (hasUnsavedEdits()) event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    const release = setLeaveGuard((go) => {
      if (!hasUnsavedEdits()) return false
      setLeave(() => () => {
        release()
        go()
      })
      return true
    })
    return () => {
      removeEventListener('beforeunload', warn)
      release()
    }
  }, [])
  if (!leave) return null
  const stay = () => setLeave(null)
  return (
    <Dialog title={labels.title} close={stay} testid="unsaved">
      <p>{labels.text}</p>
      <div class="dialog__actions">
        <button type="button" class="button" onClick={stay} data-testid="unsaved-stay">
          {labels.stay}
        </button>
        <button
          type="button"
          class="button button--outline"
          onClick={leave}
          data-testid="unsaved-leave"
        >
          {labels.leave}
        </button>
      </div>
    </Dialog>
  )
}
