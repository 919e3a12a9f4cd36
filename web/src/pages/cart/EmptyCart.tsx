import { NoticePage } from '../../components/NoticePage'
import { t } from '../../i18n'
import { recentOrder } from '../../state/lastOrder'

/** The empty cart: with the order that emptied it, which another tab may have placed. */
export function EmptyCart() {
  const { empty, emptyHint, ordered, orderedHint, seeOrder, browse } = t.value.cart
  const order = recentOrder()
  return (
    <NoticePage
      title={order ? ordered(order.number) : empty}
      text={order ? orderedHint : emptyHint}
    >
      {order && (
        <a class="button" href={`/gracias/${order.id}`} data-testid="last-order">
          {seeOrder}
        </a>
      )}
      <a class={order ? 'button button--outline' : 'button'} href="/buscar">
        {browse}
      </a>
    </NoticePage>
  )
}
