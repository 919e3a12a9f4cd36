import { useEffect } from 'preact/hooks'
import { Dialog } from '../../components/Dialog'
import { setLeaveGuard } from '../../router/leaveGuard'
import { messages } from './messages'
import { hasUnsavedEdits, waiting } from './unsaved'

/** Asks before edits that are not saved are lost: by a link, Back, another form, the tab's end. */
export function UnsavedGuard() {
  const { unsaved: labels } = messages.value
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (hasUnsavedEdits()) event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    const release = setLeaveGuard((go) => {
      if (!hasUnsavedEdits()) return false
      waiting.value = () => {
        release()
        go()
      }
      return true
    })
    return () => {
      removeEventListener('beforeunload', warn)
      release()
      waiting.value = null
    }
  }, [])
  const act = waiting.value
  if (!act) return null
  const stay = () => {
    waiting.value = null
  }
  const leave = () => {
    waiting.value = null
    act()
  }
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
