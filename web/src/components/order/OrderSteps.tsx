import './order.css'
import type { Order, OrderStatus } from '../../api/types'
import { t } from '../../i18n'
import { formatMoment } from '../../i18n/format'

const statuses: OrderStatus[] = ['confirmed', 'shipped', 'delivered']

/** The statuses of an order with their times, and those to come unless it is cancelled. */
export function OrderSteps({ order }: { order: Order }) {
  const labels = t.value.order
  const done = new Map(order.history.map(({ status, at }) => [status, at]))
  const steps = order.status === 'cancelled' ? [...done.keys()] : statuses
  return (
    <ol class="order-steps" aria-label={labels.history}>
      {steps.map((status) => {
        const at = done.get(status)
        return (
          <li key={status} data-done={at !== undefined}>
            <strong>{labels.status[status]}</strong>
            {at && <time dateTime={at}>{formatMoment(at)}</time>}
          </li>
        )
      })}
    </ol>
  )
}
