import type { OrderStatus } from '../../api/types'
import { t } from '../../i18n'

/** The status of an order, as a coloured tag. */
export function StatusBadge({ status }: { status: OrderStatus }) {
  return (
    <span class={`tag tag--${status}`} data-testid="order-status">
      {t.value.order.status[status]}
    </span>
  )
}
