import { useState } from 'preact/hooks'
import { changeState } from '../../../api/admin'
import type { ProductState } from '../../../api/types'
import { Dialog } from '../../../components/Dialog'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { messages } from '../messages'
import { hasUnsavedEdits } from '../unsaved'

/** What the question before a change of state depends on. */
export interface Publishable {
  id: string
  name: string
  state: ProductState
  hasPicture: boolean
  /** Null: not known now. */
  inStock: boolean | null
}

interface StateButtonProps {
  product: Publishable
  to: ProductState
  /** The ETag of the version that was seen; "*" for any. */
  etag: string
  done: (notice: string) => void
  /** Called when the change was refused: the product may be another one by now. */
  refused?: () => void
  look: 'button' | 'button button--outline' | 'link-button'
  /** Whether the button stands in a list, where its label must name the product. */
  isInList?: boolean
}

/** A button that puts a product in a state; it asks first where that would surprise. */
export function StateButton(props: StateButtonProps) {
  const { product, to, etag, done, refused, look, isInList = false } = props
  const { states: labels } = messages.value
  const [isAsking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const action = to === 'active' && product.state === 'archived' ? 'restore' : ACTIONS[to]
  const lacks = to === 'active' ? whatIsMissing(product) : []
  const surprises = to === 'archived' || lacks.length > 0

  const change = async () => {
    setSending(true)
    try {
      await changeState(product.id, to, etag)
      setAsking(false)
      done(labels.done[to](product.name))
    } catch (failure) {
      setError(failure)
      setAsking(true)
      refused?.()
    } finally {
      setSending(false)
    }
  }
  const close = () => {
    setAsking(false)
    setError(null)
  }

  return (
    <>
      <button
        type="button"
        class={look}
        disabled={sending}
        aria-label={isInList ? `${labels.actions[action]}: ${product.name}` : undefined}
        onClick={() => (surprises || hasUnsavedEdits() ? setAsking(true) : void change())}
        data-testid={action}
      >
        {labels.actions[action]}
      </button>
      {isAsking && (
        <Dialog title={labels.questions[to]} close={close} testid="state-question">
          {error ? <Message kind="error">{errorText(error)}</Message> : null}
          {to === 'archived' && <p>{labels.archiveText}</p>}
          {lacks.length > 0 && (
            <ul class="checklist">
              {lacks.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          )}
          {hasUnsavedEdits() && <p>{labels.unsaved}</p>}
          <div class="dialog__actions">
            <button
              type="button"
              class="button"
              disabled={sending}
              onClick={change}
              data-testid={`${action}-yes`}
            >
              {labels.yes[action]}
            </button>
            <button type="button" class="button button--outline" onClick={close}>
              {labels.notYet}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}

const ACTIONS = { draft: 'to-draft', active: 'publish', archived: 'archive' } as const

/** Return what a shopper would miss in the product. */
function whatIsMissing({ hasPicture, inStock }: Publishable): string[] {
  const { states: labels } = messages.value
  const stock = { true: '', false: labels.noStock, null: labels.stockUnknown }[`${inStock}`]
  return [hasPicture ? '' : labels.noPicture, stock].filter(Boolean)
}
