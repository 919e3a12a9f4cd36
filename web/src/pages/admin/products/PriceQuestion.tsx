import type { Money } from '../../../api/types'
import { Dialog } from '../../../components/Dialog'
import { formatMoney } from '../../../i18n/format'
import { messages } from '../messages'

const MAX_FACTOR = 5

/** Whether a new price is more than five times the old one, or less than a fifth of it. */
export const isPriceJump = (before: Money, after: Money) =>
  after.amount > before.amount * MAX_FACTOR || after.amount * MAX_FACTOR < before.amount

export interface PriceQuestionProps {
  before: Money
  after: Money
  /** Called once; leaving the dialog by Escape or by a click beside it is a no. */
  onAnswer: (isMeant: boolean) => void
}

/** The question whether a price is really to change so much. */
export function PriceQuestion({ before, after, onAnswer }: PriceQuestionProps) {
  const { price: labels } = messages.value
  const refuse = () => onAnswer(false)
  return (
    <Dialog
      title={after.amount > before.amount ? labels.muchMore : labels.muchLess}
      describedBy="price-change"
      close={refuse}
      testid="price-question"
    >
      <dl id="price-change" class="price-change">
        <dt>{labels.before}</dt>
        <dd>{formatMoney(before)}</dd>
        <dt>{labels.after}</dt>
        <dd>{formatMoney(after)}</dd>
      </dl>
      <div class="dialog__actions">
        <button type="button" class="button button--outline" onClick={refuse}>
          {labels.goBack}
        </button>
        <button type="button" class="button" onClick={() => onAnswer(true)} data-testid="price-yes">
          {labels.confirm}
        </button>
      </div>
    </Dialog>
  )
}
