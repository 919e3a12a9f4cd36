import './thanks.css'
import { Fragment } from 'preact'
import type { Order } from '../../api/types'
import { OrderDetails } from '../../components/order/OrderDetails'
import { OrderReader } from '../../components/order/OrderLoader'
import { OrderSteps } from '../../components/order/OrderSteps'
import { ReceiptLink } from '../../components/order/ReceiptLink'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import type { PageProps } from '../../router/page'

export default function ThanksPage({ params }: PageProps) {
  return <OrderReader id={params.id ?? ''}>{({ order }) => <Thanks order={order} />}</OrderReader>
}

function Thanks({ order }: { order: Order }) {
  const words = t.value.thanks
  const { email, phone } = order.contact
  usePageTitle(t.value.order.title(order.number))
  return (
    <article class="thanks">
      <header class="thanks__head">
        <h1 data-testid="thank-you-message">
          <Sentences text={order.message} />
        </h1>
        <p class="thanks__notify">
          {order.notify.includes('email') && <span>{words.byEmail(email)}</span>}{' '}
          {order.notify.includes('sms') && phone && <span>{words.bySms(phone)}</span>}
        </p>
        <p class="thanks__number">
          {words.order} <strong data-testid="order-number">#{order.number}</strong>
        </p>
      </header>
      <OrderSteps order={order} />
      <OrderDetails order={order} />
      <div class="thanks__actions">
        <a class="button" href="/buscar">
          {words.keepShopping}
        </a>
        <ReceiptLink id={order.id} />
        <a class="button button--outline" href={`/cuenta/pedidos/${order.id}`} data-testid="track">
          {t.value.order.track}
        </a>
      </div>
    </article>
  )
}

/** Lets a line break between two sentences rather than inside one. */
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
