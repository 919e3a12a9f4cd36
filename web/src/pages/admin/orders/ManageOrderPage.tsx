import { useState } from 'preact/hooks'
import { moveOrder } from '../../../api/admin'
import type { Order } from '../../../api/types'
import { Icon } from '../../../components/Icon'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { OrderDetails } from '../../../components/order/OrderDetails'
import { OrderReader } from '../../../components/order/OrderLoader'
import { OrderSteps } from '../../../components/order/OrderSteps'
import { ReceiptLink } from '../../../components/order/ReceiptLink'
import { StatusBadge } from '../../../components/order/StatusBadge'
import { usePageTitle } from '../../../components/usePageMeta'
import { t } from '../../../i18n'
import { formatMoment } from '../../../i18n/format'
import type { PageProps } from '../../../router/page'
import { words } from '../messages'

type Step = Parameters<typeof moveOrder>[1]

const next: Record<Order['status'], Step[]> = {
  confirmed: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: [],
  cancelled: [],
}

/** One order, and what can be done with it. */
export function OrderDesk({ params }: PageProps) {
  return (
    <OrderReader id={params.id ?? ''}>
      {({ order, reload }) => <Desk order={order} reload={reload} />}
    </OrderReader>
  )
}

function Desk({ order, reload }: { order: Order; reload: () => void }) {
  const { order: said } = words.value
  const title = t.value.order.title(order.number)
  usePageTitle(title)
  const [sending, setSending] = useState(false)
  const [asking, ask] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const take = async (step: Step) => {
    setSending(true)
    setError(null)
    try {
      await moveOrder(order.id, step)
    } catch (failure) {
      setError(failure)
    }
    ask(false)
    setSending(false)
    // Refused because somebody was quicker: what is so now is shown too.
    reload()
  }

  return (
    <article class="account">
      <a class="back" href="/admin/pedidos">
        <Icon name="back" />
        {said.back}
      </a>
      <header class="account__head">
        <div>
          <h1>{title}</h1>
          <p>{formatMoment(order.created_at)}</p>
        </div>
        <StatusBadge status={order.status} />
      </header>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      <div class="account__actions">
        {next[order.status].map((step) => (
          <button
            key={step}
            type="button"
            class={step === 'cancel' ? 'button button--outline' : 'button'}
            disabled={sending}
            onClick={() => (step === 'cancel' ? ask(true) : take(step))}
            data-testid={`order-${step}`}
          >
            {said[step]}
          </button>
        ))}
        <ReceiptLink id={order.id} />
      </div>
      {asking && (
        <Message title={said.cancelQuestion}>
          <div class="message__actions">
            <button type="button" class="button" disabled={sending} onClick={() => take('cancel')}>
              {t.value.order.reallyCancel}
            </button>
            <button type="button" class="button button--outline" onClick={() => ask(false)}>
              {t.value.order.keep}
            </button>
          </div>
        </Message>
      )}
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <section aria-labelledby="contact">
        <h2 id="contact">{said.contact}</h2>
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
