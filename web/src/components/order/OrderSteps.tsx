import './order.css'
import type { Order, OrderStatus } from '../../api/types'
import { t } from '../../i18n'
import { formatMoment } from '../../i18n/format'

const way: OrderStatus[] = ['confirmed', 'shipped', 'delivered']

/** How far the order has come, and when; what lies ahead of it too, unless it was cancelled. */
export function OrderSteps({ order }: { order: Order }) {
  const words = t.value.order
  const done = new Map(order.history.map(({ status, at }) => [status, at]))
  const steps = order.status === 'cancelled' ? [...done.keys()] : way
  return (
    <ol class="order-steps" aria-label={words.history}>
      {steps.map((status) => {
        const at = done.get(status)
        return (
          <li key={status} data-done={at !== undefined}>
            <strong>{words.status[status]}</strong>
            {at && <time dateTime={at}>{formatMoment(at)}</time>}
          </li>
        )
      })}
    </ol>
  )
}
