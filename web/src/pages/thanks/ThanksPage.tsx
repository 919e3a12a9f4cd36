import './thanks.css'
import { Fragment } from 'preact'
import type { Order } from '../../api/types'
import { OrderDetails } from '../../components/order/OrderDetails'
import { OrderLoader } from '../../components/order/OrderLoader'
import { OrderSteps } from '../../components/order/OrderSteps'
import { ReceiptLink } from '../../components/order/ReceiptLink'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import type { PageProps } from '../../router/page'

/** The thank-you page of a placed order. */
export default function ThanksPage({ params }: PageProps) {
  return <OrderLoader id={params.id ?? ''}>{({ order }) => <Thanks order={order} />}</OrderLoader>
}

function Thanks({ order }: { order: Order }) {
  const labels = t.value.thanks
  const { email, phone } = order.contact
  usePageMeta(t.value.order.title(order.number))
  return (
    <article class="thanks">
      <header class="thanks__head">
        <h1 data-testid="thank-you-message">
          <Sentences text={order.message} />
        </h1>
        <p class="thanks__notify">
          {order.notify.includes('email') && <span>{labels.byEmail(email)}</span>}{' '}
          {order.notify.includes('sms') && phone && <span>{labels.bySms(phone)}</span>}
        </p>
        <p class="thanks__number">
          {labels.order} <strong data-testid="order-number">#{order.number}</strong>
        </p>
      </header>
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <div class="thanks__actions">
        <a class="button" href="/buscar">
          {labels.keepShopping}
        </a>
        <ReceiptLink id={order.id} />
        <a class="button button--outline" href={`/cuenta/pedidos/${order.id}`} data-testid="track">
          {t.value.order.track}
        </a>
      </div>
    </article>
  )
}

/** A text whose lines break between sentences rather than inside one. */
function Sentences({ text }: { text: string }) {
  const sentences = text.split(/(?<=[.!]) /)
  return (
    <>
      {sentences.map((sentence, i) => (
        <Fragment key={sentence}>
          {i > 0 && ' '}
          <span class="thanks__sentence">{sentence}</span>
        </Fragment>
      ))}
    </>
  )
}
