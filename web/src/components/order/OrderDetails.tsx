import './order.css'
import type { ComponentChildren } from 'preact'
import type { Order } from '../../api/types'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { AddressLines } from '../address/AddressLines'

type Line = Order['items'][number]

interface OrderDetailsProps {
  order: Order
  /** What names a line, if not the words that its buyer read. */
  renderName?: (line: Line) => ComponentChildren
}

/** The line items of an order, its total and its shipping address. */
export function OrderDetails({ order, renderName = ({ name }) => name }: OrderDetailsProps) {
  const labels = t.value.order
  return (
    <div class="order">
      <section aria-labelledby="order-lines">
        <h2 id="order-lines">{labels.lines}</h2>
        <ul class="order__lines">
          {order.items.map((line) => (
            <li key={line.product_id}>
              <span>
                {renderName(line)}
                <small>
                  {line.quantity} × {formatMoney(line.unit_price)}
                </small>
              </span>
              <span>{formatMoney(line.total)}</span>
            </li>
          ))}
        </ul>
        <p class="order__total">
          <span>{labels.total}</span>
          <strong>{formatMoney(order.total)}</strong>
        </p>
      </section>
      <section aria-labelledby="order-address">
        <h2 id="order-address">{labels.address}</h2>
        <address>
          <strong>{order.contact.name}</strong>
          <AddressLines address={order.shipping_address} />
        </address>
      </section>
    </div>
  )
}
