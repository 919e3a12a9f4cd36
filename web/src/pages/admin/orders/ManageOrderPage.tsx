import { getOrderWithProducts } from '../../../api/admin'
import type { Order } from '../../../api/types'
import { Icon } from '../../../components/Icon'
import { OrderDetails } from '../../../components/order/OrderDetails'
import { OrderLoader } from '../../../components/order/OrderLoader'
import { OrderSteps } from '../../../components/order/OrderSteps'
import { ReceiptLink } from '../../../components/order/ReceiptLink'
import { StatusBadge } from '../../../components/order/StatusBadge'
import { usePageMeta } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { formatMoment } from '../../../i18n/format'
import type { PageProps } from '../../../router/page'
import { messages } from '../messages'
import { mailtoHref, telHref } from './contactLinks'
import { LineToPick } from './LineToPick'
import { StatusButtons } from './StatusButtons'

/** One order, with the buttons that ship, deliver or cancel it. */
export function ManageOrderPage({ params }: PageProps) {
  const id = params.id ?? ''
  return (
    <OrderLoader id={id} read={getOrderWithProducts} cacheKey={`admin order ${lang.value} ${id}`}>
      {({ order, reload }) => <ManageOrder order={order} reload={reload} />}
    </OrderLoader>
  )
}

function ManageOrder({ order, reload }: { order: Order; reload: () => void }) {
  const { order: labels } = messages.value
  const title = t.value.order.title(order.number)
  usePageMeta(title)
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
      <div class="account__actions">
        <StatusButtons order={order} reload={reload} />
        <ReceiptLink id={order.id} />
      </div>
      <OrderSteps order={order} />
      <OrderDetails order={order} renderName={(line) => <LineToPick line={line} />} />
      <section aria-labelledby="contact">
        <h2 id="contact">{labels.contact}</h2>
        <p>
          <a href={mailtoHref(order.contact.email)}>{order.contact.email}</a>
        </p>
        {order.contact.phone && (
          <p>
            <a href={telHref(order.contact.phone)}>{order.contact.phone}</a>
          </p>
        )}
      </section>
    </article>
  )
}
