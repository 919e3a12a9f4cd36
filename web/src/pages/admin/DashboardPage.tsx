import { getSummary, listAllOrders } from '../../api/admin'
import { listProducts } from '../../api/products'
import { getShop } from '../../api/shop'
import type { Money, Shop } from '../../api/types'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { usePageMeta } from '../../components/usePageMeta'
import { lang } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { useResource } from '../../state/resource'
import { LowStockTable } from './LowStockTable'
import { messages } from './messages'
import { OrderTable } from './orders/OrderTable'
import { ProductTable } from './products/ProductTable'

const MAX_SHOWN = 8

/** The day's figures, and what needs attention: orders to ship, low stock, failed notifications. */
export function DashboardPage() {
  const { home, today } = messages.value
  usePageMeta(today)
  const { data, error, reload } = useResource(`admin home ${lang.value}`, (signal) =>
    Promise.all([
      getSummary(signal),
      getShop(signal),
      listAllOrders({ status: 'confirmed', limit: MAX_SHOWN }, signal),
      listProducts({ in_stock: false, limit: MAX_SHOWN }, signal),
    ]),
  )
  if (!data) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  const [summary, shop, waiting, soldOut] = data
  return (
    <>
      <h1>{today}</h1>
      <dl class="figures">
        <Figure
          name={home.todaysLabel}
          value={String(summary.orders - summary.cancelled)}
          note={summary.cancelled > 0 ? home.cancelled(summary.cancelled) : undefined}
        />
        <Figure name={home.revenue} value={formatRevenue(summary.revenue, shop)} />
        <Figure name={home.waitingLabel} value={String(summary.waiting)} />
        <Figure name={home.soldOutLabel} value={String(soldOut.total)} />
        <Figure
          name={home.parkedLabel}
          value={String(summary.parked)}
          isAlarm={summary.parked > 0}
        />
      </dl>
      {summary.parked > 0 && (
        <Message title={home.parkedTitle}>
          <p>{home.parked}</p>
          <code>python -m orders.outbox list</code>
          <p>{home.parkedAgain}</p>
          <code>python -m orders.outbox retry --all-parked</code>
        </Message>
      )}
      <section aria-labelledby="waiting">
        <div class="section__head">
          <h2 id="waiting">{home.waiting}</h2>
          <a href="/admin/pedidos?status=confirmed">{home.all}</a>
        </div>
        <OrderTable orders={waiting.items} none={home.nothingWaits} />
      </section>
      <div class="admin__columns">
        <section aria-labelledby="low">
          <div class="section__head">
            <h2 id="low">{home.low}</h2>
          </div>
          <LowStockTable lines={summary.low_stock.slice(0, MAX_SHOWN)} />
        </section>
        <section aria-labelledby="sold-out">
          <div class="section__head">
            <h2 id="sold-out">{home.soldOut}</h2>
            <a href="/admin/productos?in_stock=false">{home.all}</a>
          </div>
          <ProductTable products={soldOut.items} none={home.nothingOut} />
        </section>
      </div>
    </>
  )
}

interface FigureProps {
  name: string
  value: string
  note?: string | undefined
  isAlarm?: boolean
}

const Figure = ({ name, value, note, isAlarm = false }: FigureProps) => (
  <div class={isAlarm ? 'figures__alarm' : undefined}>
    <dt>{name}</dt>
    <dd>
      {value}
      {note && <small>{note}</small>}
    </dd>
  </div>
)

/** Return the revenue, a sum per currency; before the first order of the day, 0. */
function formatRevenue(revenue: Money[], { currency }: Shop): string {
  const sums = revenue.length > 0 ? revenue : [{ amount: 0, currency }]
  return sums.map((sum) => formatMoney(sum)).join(' + ')
}
