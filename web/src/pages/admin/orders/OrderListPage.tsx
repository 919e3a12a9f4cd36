import { listAllOrders } from '../../../api/admin'
import type { OrderStatus } from '../../../api/types'
import { Trouble } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageTitle } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { place } from '../../../router/navigation'
import { useResource } from '../../../state/resource'
import { words } from '../messages'
import { Pager } from '../Pagination'
import { OrderTable } from './OrderTable'

const statuses = ['confirmed', 'shipped', 'delivered', 'cancelled'] as const

/** Everybody's orders, the newest first. */
export function OrderList() {
  const { orders, list } = words.value
  usePageTitle(orders)
  const { searchParams } = place.value
  const status = statuses.find((known) => known === searchParams.get('status'))
  const cursor = searchParams.get('cursor') ?? undefined
  const { data, error, reload } = useResource(
    `admin orders ${lang.value} ${status} ${cursor}`,
    (signal) => listAllOrders({ status, cursor, limit: 25 }, signal),
  )
  return (
    <>
      <h1>{orders}</h1>
      <nav class="chips" aria-label={list.status}>
        <ul>
          <Status of={undefined} chosen={status} />
          {statuses.map((each) => (
            <Status key={each} of={each} chosen={status} />
          ))}
        </ul>
      </nav>
      {!data && (error ? <Trouble error={error} retry={reload} /> : <Loading />)}
      {data && <OrderTable orders={data.items} none={list.none} />}
      {data && <Pager here={place.value} next={data.next_cursor} />}
    </>
  )
}

interface StatusProps {
  of: OrderStatus | undefined
  chosen: OrderStatus | undefined
}

const Status = ({ of, chosen }: StatusProps) => (
  <li>
    <a
      class="chip"
      href={of ? `/admin/pedidos?status=${of}` : '/admin/pedidos'}
      aria-current={of === chosen ? 'page' : undefined}
    >
      {of ? t.value.order.status[of] : words.value.list.every}
    </a>
  </li>
)
