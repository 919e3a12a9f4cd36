import { useState } from 'preact/hooks'
import { listOrders } from '../../api/orders'
import type { Order, OrderPage } from '../../api/types'
import { errorText } from '../../components/errorText'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { StatusBadge } from '../../components/order/StatusBadge'
import { lang, t } from '../../i18n'
import { formatDate, formatMoney } from '../../i18n/format'
import { useResource } from '../../state/resource'

/** The customer's orders, newest first, page by page. */
export function OrderHistory() {
  const labels = t.value.account
  const { data, error, reload } = useResource(`orders ${lang.value}`, (signal) =>
    listOrders(undefined, signal),
  )
  const [older, setOlder] = useState<OrderPage[]>([])
  const [failure, setFailure] = useState<unknown>(null)

  if (!data) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  const pages = [data, ...older]
  const orders = pages.flatMap(({ items }) => items)
  const next = pages.at(-1)?.next_cursor
  const loadOlder = (cursor: string) =>
    listOrders(cursor)
      .then((page) => setOlder([...older, page]))
      .catch(setFailure)

  return (
    <section aria-labelledby="orders">
      <h2 id="orders">{labels.orders}</h2>
      {orders.length === 0 && (
        <div class="empty">
          <p>{labels.noOrders}</p>
          <a class="button" href="/buscar">
            {t.value.cart.browse}
          </a>
        </div>
      )}
      {orders.length > 0 && (
        <ul class="order-history">
          {orders.map((order) => (
            <li key={order.id}>
              <OrderLink order={order} />
            </li>
          ))}
        </ul>
      )}
      {next && (
        <button type="button" class="button button--outline" onClick={() => loadOlder(next)}>
          {labels.moreOrders}
        </button>
      )}
      {failure ? <p role="alert">{errorText(failure)}</p> : null}
    </section>
  )
}

function OrderLink({ order }: { order: Order }) {
  const names = order.items.map(({ name }) => name).join(', ')
  return (
    <a class="order-link" href={`/cuenta/pedidos/${order.id}`} data-testid="order-link">
      <strong>#{order.number}</strong>
      <StatusBadge status={order.status} />
      <span class="order-link__names">{names}</span>
      <time dateTime={order.created_at}>{formatDate(order.created_at)}</time>
      <span class="order-link__total">{formatMoney(order.total)}</span>
    </a>
  )
}
