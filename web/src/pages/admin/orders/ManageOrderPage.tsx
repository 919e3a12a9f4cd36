import { useState } from 'preact/hooks'
import { changeOrderStatus } from '../../../api/admin'
import type { Order } from '../../../api/types'
import { errorText } from '../../../components/errorText'
import { Icon } from '../../../components/Icon'
import { Message } from '../../../components/Message'
import { OrderDetails } from '../../../components/order/OrderDetails'
import { OrderLoader } from '../../../components/order/OrderLoader'
import { OrderSteps } from '../../../components/order/OrderSteps'
import { ReceiptLink } from '../../../components/order/ReceiptLink'
import { StatusBadge } from '../../../components/order/StatusBadge'
import { usePageMeta } from '../../../components/usePageMeta'
import { t } from '../../../i18n'
import { formatMoment } from '../../../i18n/format'
import type { PageProps } from '../../../router/page'
import { messages } from '../messages'

type Step = Parameters<typeof changeOrderStatus>[1]

const nextSteps: Record<Order['status'], Step[]> = {
  confirmed: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: [],
  cancelled: [],
}

/** One order, with the buttons that ship, deliver or cancel it. */
export function ManageOrderPage({ params }: PageProps) {
  return (
    <OrderLoader id={params.id ?? ''}>
      {({ order, reload }) => <ManageOrder order={order} reload={reload} />}
    </OrderLoader>
  )
}

function ManageOrder({ order, reload }: { order: Order; reload: () => void }) {
  const { order: labels } = messages.value
  const title = t.value.order.title(order.number)
  usePageMeta(title)
  const [sending, setSending] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const changeStatus = async (step: Step) => {
    setSending(true)
    setError(null)
    try {
      await changeOrderStatus(order.id, step)
    } catch (failure) {
      setError(failure)
    }
    setAsking(false)
    setSending(false)
    // After a refusal too: somebody else may have changed the order.
    reload()
  }

  return (
    <article class="account">
      <a class="back" href="/admin/pedidos">
        <Icon name="back" />
        {labels.back}
      </a>
      <header class="account__head">
        <div>
          <h1>{title}</h1>
          <p>{formatMoment(order.created_at)}</p>
        </div>
        <StatusBadge status={order.status} />
      </header>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      <div class="account__actions">
        {nextSteps[order.status].map((step) => (
          <button
            key={step}
            type="button"
            class={step === 'cancel' ? 'button button--outline' : 'button'}
            disabled={sending}
            onClick={() => (step === 'cancel' ? setAsking(true) : changeStatus(step))}
            data-testid={`order-${step}`}
          >
            {labels[step]}
          </button>
        ))}
        <ReceiptLink id={order.id} />
      </div>
      {isAsking && (
        <Message title={labels.cancelQuestion}>
          <div class="message__actions">
            <button
              type="button"
              class="button"
              disabled={sending}
              onClick={() => changeStatus('cancel')}
            >
              {t.value.order.reallyCancel}
            </button>
            <button type="button" class="button button--outline" onClick={() => setAsking(false)}>
              {t.value.order.keep}
            </button>
          </div>
        </Message>
      )}
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <section aria-labelledby="contact">
        <h2 id="contact">{labels.contact}</h2>
        <p>
          <a href={`mailto:${order.contact.email}`}>{order.contact.email}</a>
        </p>
        {order.contact.phone && (
          <p>
            <a href={`tel:${order.contact.phone}`}>{order.contact.phone}</a>
          </p>
        )}
      </section>
    </article>
  )
}
