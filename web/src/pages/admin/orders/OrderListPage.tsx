import { listAllOrders } from '../../../api/admin'
import type { OrderStatus } from '../../../api/types'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageMeta } from '../../../components/usePageMeta'
import { lang, t } from '../../../i18n'
import { currentUrl } from '../../../router/navigation'
import { useResource } from '../../../state/resource'
import { messages } from '../messages'
import { Pagination } from '../Pagination'
import { StaleCursor } from '../StaleCursor'
import { OrderTable } from './OrderTable'

const statuses = ['confirmed', 'shipped', 'delivered', 'cancelled'] as const

/** The orders of all customers, newest first, by status. */
export function OrderListPage() {
  const { orders, list } = messages.value
  usePageMeta(orders)
  const { searchParams } = currentUrl.value
  const status = statuses.find((value) => value === searchParams.get('status'))
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
          <StatusLink of={undefined} chosen={status} />
          {statuses.map((each) => (
            <StatusLink key={each} of={each} chosen={status} />
          ))}
        </ul>
      </nav>
      <StaleCursor error={error} />
      {!data && (error ? <LoadError error={error} retry={reload} /> : <Loading />)}
      {data && <OrderTable orders={data.items} none={list.none} />}
      {data && <Pagination url={currentUrl.value} next={data.next_cursor} />}
    </>
  )
}

interface StatusLinkProps {
  of: OrderStatus | undefined
  chosen: OrderStatus | undefined
}

const StatusLink = ({ of, chosen }: StatusLinkProps) => (
  <li>
    <a
      class="chip"
      href={of ? `/admin/pedidos?status=${of}` : '/admin/pedidos'}
      aria-current={of === chosen ? 'page' : undefined}
    >
      {of ? t.value.order.status[of] : messages.value.list.every}
    </a>
  </li>
)
