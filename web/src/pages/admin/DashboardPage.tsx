import { getSummary, listAllOrders } from '../../api/admin'
import { listProducts } from '../../api/products'
import type { Money } from '../../api/types'
import { Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { usePageTitle } from '../../components/usePageMeta'
import { lang } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { useResource } from '../../state/resource'
import { LowStock } from './LowStockTable'
import { words } from './messages'
import { OrderTable } from './orders/OrderTable'
import { ProductTable } from './products/ProductTable'

const SHOWN = 8

/** What the day has brought, and what has to be seen to. */
export function AdminHome() {
  const { home, today } = words.value
  usePageTitle(today)
  const { data, error, reload } = useResource(`admin home ${lang.value}`, (signal) =>
    Promise.all([
      getSummary(signal),
      listAllOrders({ status: 'confirmed', limit: SHOWN }, signal),
      listProducts({ in_stock: false, limit: SHOWN }, signal),
    ]),
  )
  if (!data) return error ? <Trouble error={error} retry={reload} /> : <Loading />
  const [summary, waiting, soldOut] = data
  return (
    <>
      <h1>{today}</h1>
      <dl class="figures">
        <Figure name={home.todaysLabel} value={String(summary.orders)} />
        <Figure name={home.taken} value={taken(summary.revenue)} />
        <Figure name={home.waitingLabel} value={String(summary.waiting)} />
        <Figure name={home.soldOutLabel} value={String(soldOut.total)} />
        <Figure
          name={home.parkedLabel}
          value={String(summary.parked)}
          alarming={summary.parked > 0}
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
      <div class="room__pair">
        <section aria-labelledby="low">
          <div class="section__head">
            <h2 id="low">{home.low}</h2>
          </div>
          <LowStock low={summary.low_stock.slice(0, SHOWN)} />
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
  alarming?: boolean
}

const Figure = ({ name, value, alarming = false }: FigureProps) => (
  <div class={alarming ? 'figures__alarm' : undefined}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

/** A sum a currency; before the first order, none of the shop's usual one. */
function taken(revenue: Money[]): string {
  const sums = revenue.length > 0 ? revenue : [{ amount: 0, currency: 'EUR' }]
  return sums.map((sum) => formatMoney(sum)).join(' + ')
}
