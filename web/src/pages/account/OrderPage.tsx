import { useState } from 'preact/hooks'
import { cancelOrder } from '../../api/orders'
import type { Order } from '../../api/types'
import { errorText } from '../../components/errorText'
import { Icon } from '../../components/Icon'
import { Message } from '../../components/Message'
import { OrderDetails } from '../../components/order/OrderDetails'
import { OrderLoader } from '../../components/order/OrderLoader'
import { OrderSteps } from '../../components/order/OrderSteps'
import { ReceiptLink } from '../../components/order/ReceiptLink'
import { StatusBadge } from '../../components/order/StatusBadge'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { formatDate } from '../../i18n/format'
import type { PageProps } from '../../router/page'
import { ReorderButton } from './ReorderButton'

/** One order of the customer. */
export function OrderPage({ params }: PageProps) {
  return (
    <OrderLoader id={params.id ?? ''}>
      {({ order, reload }) => <OrderView order={order} reload={reload} />}
    </OrderLoader>
  )
}

function OrderView({ order, reload }: { order: Order; reload: () => void }) {
  const labels = t.value.order
  usePageMeta(labels.title(order.number))
  return (
    <article class="account">
      <a class="back" href="/cuenta">
        <Icon name="back" />
        {t.value.account.back}
      </a>
      <header class="account__head">
        <div>
          <h1>{labels.title(order.number)}</h1>
          <p>{labels.placed(formatDate(order.created_at))}</p>
        </div>
        <StatusBadge status={order.status} />
      </header>
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <div class="account__actions">
        <ReorderButton order={order} />
        <ReceiptLink id={order.id} />
      </div>
      {order.status === 'confirmed' && <CancelOrder id={order.id} onCancelled={reload} />}
    </article>
  )
}

function CancelOrder({ id, onCancelled }: { id: string; onCancelled: () => void }) {
  const labels = t.value.order
  const [isAsking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const cancel = async () => {
    if (sending) return
    setSending(true)
    try {
      await cancelOrder(id)
      onCancelled()
    } catch (failure) {
      setError(failure)
    } finally {
      setSending(false)
    }
  }

  if (!isAsking) {
    return (
      <button type="button" class="link-button" onClick={() => setAsking(true)}>
        {labels.cancel}
      </button>
    )
  }
  return (
    <Message title={labels.cancelQuestion}>
      {error ? <p>{errorText(error)}</p> : null}
      <div class="message__actions">
        <button type="button" class="button" aria-disabled={sending} onClick={cancel}>
          {labels.reallyCancel}
        </button>
        <button type="button" class="button button--outline" onClick={() => setAsking(false)}>
          {labels.keep}
        </button>
      </div>
    </Message>
  )
}
