import { listAllOrders } from '../../api/admin'
import { listProducts } from '../../api/products'
import type { Order } from '../../api/types'
import { Loading } from '../../components/Loading'
import { Trouble } from '../../components/Trouble'
import { usePageTitle } from '../../components/usePageTitle'
import { lang } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { useResource } from '../../state/resource'
import { OrderTable } from './orders/OrderTable'
import { ProductTable } from './products/ProductTable'
import { words } from './words'

const PAGE = 100
const SHOWN = 8

/** What the day has brought, and what has to be seen to. */
export function AdminHome() {
  const { home, today } = words.value
  usePageTitle(today)
  const { data, error, reload } = useResource(`admin home ${lang.value}`, (signal) =>
    Promise.all([
      listAllOrders({ limit: PAGE }, signal),
      listAllOrders({ status: 'confirmed', limit: PAGE }, signal),
      listProducts({ in_stock: false, limit: SHOWN }, signal),
    ]),
  )
  if (!data) return error ? <Trouble error={error} retry={reload} /> : <Loading />
  const [latest, waiting, soldOut] = data
  const todays = latest.items.filter(isOfToday)
  // Every order of the page is of today: there may be more behind it.
  const more = todays.length === PAGE && latest.next_cursor !== null
  return (
    <>
      <h1>{today}</h1>
      <dl class="figures">
        <Figure name={home.todaysLabel} value={home.todays(todays.length, more)} />
        <Figure name={home.taken} value={taken(todays)} />
        <Figure
          name={home.waitingLabel}
          value={home.todays(waiting.items.length, waiting.next_cursor !== null)}
        />
        <Figure name={home.soldOutLabel} value={String(soldOut.total)} />
      </dl>
      <section aria-labelledby="waiting">
        <div class="section__head">
          <h2 id="waiting">{home.waiting}</h2>
          <a href="/admin/pedidos?status=confirmed">{home.all}</a>
        </div>
        <OrderTable orders={waiting.items.slice(0, SHOWN)} none={home.nothingWaits} />
      </section>
      <section aria-labelledby="sold-out">
        <div class="section__head">
          <h2 id="sold-out">{home.soldOut}</h2>
          <a href="/admin/productos?in_stock=false">{home.all}</a>
        </div>
        <ProductTable products={soldOut.items} none={home.nothingOut} />
      </section>
    </>
  )
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

const isOfToday = ({ created_at }: Order) =>
  new Date(created_at).toDateString() === new Date().toDateString()

function taken(orders: Order[]): string {
  const counted = orders.filter(({ status }) => status !== 'cancelled')
  const amount = counted.reduce((sum, { total }) => sum + total.amount, 0)
  return formatMoney({ amount, currency: counted[0]?.total.currency ?? 'EUR' })
}
