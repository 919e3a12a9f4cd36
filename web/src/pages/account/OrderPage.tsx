import { useState } from 'preact/hooks'
import { cancelOrder } from '../../api/orders'
import type { Order } from '../../api/types'
import { Icon } from '../../components/Icon'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { OrderDetails } from '../../components/order/OrderDetails'
import { OrderReader } from '../../components/order/OrderLoader'
import { OrderSteps } from '../../components/order/OrderSteps'
import { ReceiptLink } from '../../components/order/ReceiptLink'
import { StatusBadge } from '../../components/order/StatusBadge'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { formatDate } from '../../i18n/format'
import type { PageProps } from '../../router/page'
import { OrderAgain } from './ReorderButton'

export function OrderPage({ params }: PageProps) {
  return (
    <OrderReader id={params.id ?? ''}>
      {({ order, reload }) => <OneOrder order={order} reload={reload} />}
    </OrderReader>
  )
}

function OneOrder({ order, reload }: { order: Order; reload: () => void }) {
  const words = t.value.order
  usePageTitle(words.title(order.number))
  return (
    <article class="account">
      <a class="back" href="/cuenta">
        <Icon name="back" />
        {t.value.account.back}
      </a>
      <header class="account__head">
        <div>
          <h1>{words.title(order.number)}</h1>
          <p>{words.placed(formatDate(order.created_at))}</p>
        </div>
        <StatusBadge status={order.status} />
      </header>
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <div class="account__actions">
        <OrderAgain order={order} />
        <ReceiptLink id={order.id} />
      </div>
      {order.status === 'confirmed' && <CancelOrder id={order.id} done={reload} />}
    </article>
  )
}

function CancelOrder({ id, done }: { id: string; done: () => void }) {
  const words = t.value.order
  const [asking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const cancel = async () => {
    setSending(true)
    try {
      await cancelOrder(id)
      done()
    } catch (failure) {
      setError(failure)
    } finally {
      setSending(false)
    }
  }

  if (!asking) {
    return (
      <button type="button" class="link-button" onClick={() => setAsking(true)}>
        {words.cancel}
      </button>
    )
  }
  return (
    <Message title={words.cancelQuestion}>
      {error ? <p>{explain(error)}</p> : null}
      <div class="message__actions">
        <button type="button" class="button" disabled={sending} onClick={cancel}>
          {words.reallyCancel}
        </button>
        <button type="button" class="button button--outline" onClick={() => setAsking(false)}>
          {words.keep}
        </button>
      </div>
    </Message>
  )
}
