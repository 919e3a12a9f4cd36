import { useEffect, useRef, useState } from 'preact/hooks'
import { changeOrderStatus, undoOrderStatus } from '../../../api/admin'
import type { Order } from '../../../api/types'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { t } from '../../../i18n'
import { messages } from '../messages'
import { useCountdown } from './useCountdown'

type Step = Parameters<typeof changeOrderStatus>[1]
type Undoable = Parameters<typeof undoOrderStatus>[1]

const nextSteps: Record<Order['status'], Step[]> = {
  confirmed: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: [],
  cancelled: [],
}
const undoableStatus: Partial<Record<Step, Undoable>> = { ship: 'shipped', deliver: 'delivered' }

/** Seconds in which a step can be taken back: as long as the server waits before it notifies. */
const UNDO_SECONDS = 10

interface StatusButtonsProps {
  order: Order
  /** Called when the order may have changed. */
  reload: () => void
}

/** The buttons that ship, deliver or cancel an order: each asks first, and most can be undone. */
export function StatusButtons({ order, reload }: StatusButtonsProps) {
  const { order: labels } = messages.value
  const [isSending, setSending] = useState(false)
  const [asked, setAsked] = useState<Step | null>(null)
  const [done, setDone] = useState<Undoable | null>(null)
  const [error, setError] = useState<unknown>(null)
  const undo = useCountdown(UNDO_SECONDS)
  const notice = useRef<HTMLDivElement>(null)
  // There are but seconds to undo it: the next Tab is to lead there.
  useEffect(() => {
    if (done) notice.current?.focus()
  }, [done])

  const send = async (request: () => Promise<Order>, undoable: Undoable | null) => {
    if (isSending) return
    setSending(true)
    setError(null)
    undo.stop()
    setDone(null)
    try {
      await request()
      if (undoable) {
        setDone(undoable)
        undo.start()
      }
    } catch (failure) {
      setError(failure)
    }
    setAsked(null)
    setSending(false)
    // After a refusal too: somebody else may have changed the order.
    reload()
  }

  return (
    <>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      {done && undo.secondsLeft > 0 && (
        <div ref={notice} tabIndex={-1}>
          <Message title={labels.done[done]}>
            <p aria-live="off">{labels.notYetTold(undo.secondsLeft)}</p>
            <div class="message__actions">
              <button
                type="button"
                class="button button--outline"
                aria-disabled={isSending}
                onClick={() => send(() => undoOrderStatus(order.id, done), null)}
                data-testid="order-undo"
              >
                {labels.undo}
              </button>
            </div>
          </Message>
        </div>
      )}
      {asked ? (
        <Message title={labels.question[asked]}>
          <div class="message__actions">
            <button
              type="button"
              class="button"
              aria-disabled={isSending}
              onClick={() =>
                send(() => changeOrderStatus(order.id, asked), undoableStatus[asked] ?? null)
              }
              data-testid={`order-${asked}-confirm`}
            >
              {asked === 'cancel' ? t.value.order.reallyCancel : labels[asked]}
            </button>
            <button type="button" class="button button--outline" onClick={() => setAsked(null)}>
              {asked === 'cancel' ? t.value.order.keep : labels.notYet}
            </button>
          </div>
        </Message>
      ) : (
        nextSteps[order.status].map((step) => (
          <button
            key={step}
            type="button"
            class={step === 'cancel' ? 'button button--outline' : 'button'}
            onClick={() => setAsked(step)}
            data-testid={`order-${step}`}
          >
            {labels[step]}
          </button>
        ))
      )}
    </>
  )
}
