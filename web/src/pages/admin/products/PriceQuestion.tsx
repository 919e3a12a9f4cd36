import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Money } from '../../../api/types'
import { formatMoney } from '../../../i18n/format'
import { messages } from '../messages'

const MAX_FACTOR = 5

/** Whether a new price is more than five times the old one, or less than a fifth of it. */
export const isPriceJump = (before: Money, after: Money) =>
  after.amount > before.amount * MAX_FACTOR || after.amount * MAX_FACTOR < before.amount

export interface PriceQuestionProps {
  before: Money
  after: Money
  /** Called once; leaving the dialog by Escape is a no. */
  onAnswer: (isMeant: boolean) => void
}

/** A modal dialog that asks whether a price is really to change so much. */
export function PriceQuestion({ before, after, onAnswer }: PriceQuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { price: labels } = messages.value
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const close = (answer: 'yes' | 'no') => () => dialog.current?.close(answer)
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="price-question"
      aria-describedby="price-change"
      onClose={() => onAnswer(dialog.current?.returnValue === 'yes')}
      data-testid="price-question"
    >
      <h2 id="price-question">
        {after.amount > before.amount ? labels.muchMore : labels.muchLess}
      </h2>
      <dl id="price-change" class="question__prices">
        <dt>{labels.before}</dt>
        <dd>{formatMoney(before)}</dd>
        <dt>{labels.after}</dt>
        <dd>{formatMoney(after)}</dd>
      </dl>
      <div class="message__actions">
        <button type="button" class="button button--outline" onClick={close('no')}>
          {labels.goBack}
        </button>
        <button type="button" class="button" onClick={close('yes')} data-testid="price-yes">
          {labels.confirm}
        </button>
      </div>
    </dialog>
  )
}
