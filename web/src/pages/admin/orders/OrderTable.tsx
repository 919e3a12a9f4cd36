import type { Order } from '../../../api/types'
import { StatusBadge } from '../../../components/order/StatusBadge'
import { formatMoment, formatMoney } from '../../../i18n/format'
import { messages } from '../messages'

/** Orders as a table; `none` as text if there are none. */
export function OrderTable({ orders, none }: { orders: Order[]; none: string }) {
  const { list } = messages.value
  if (orders.length === 0) return <p class="admin__empty">{none}</p>
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{list.number}</th>
          <th scope="col">{list.date}</th>
          <th scope="col">{list.who}</th>
          <th scope="col">{list.status}</th>
          <th scope="col" class="table__amount">
            {list.total}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id} data-testid="admin-order">
            <th scope="row">
              <a href={`/admin/pedidos/${order.id}`}>#{order.number}</a>
            </th>
            <td data-label={list.date}>{formatMoment(order.created_at)}</td>
            <td data-label={list.who}>{order.contact.name}</td>
            <td data-label={list.status}>
              <StatusBadge status={order.status} />
            </td>
            <td class="table__amount" data-label={list.total}>
              {formatMoney(order.total)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
