import type { ComponentChildren } from 'preact'
import { getOrder } from '../../api/orders'
import { Problem } from '../../api/problem'
import type { Order } from '../../api/types'
import { t } from '../../i18n'
import { orderCacheKey } from '../../state/orderCacheKey'
import { useResource } from '../../state/resource'
import { LoadError } from '../LoadError'
import { Loading } from '../Loading'
import { NoticePage } from '../NoticePage'

interface OrderLoaderProps {
  id: string
  children: (loaded: { order: Order; reload: () => void }) => ComponentChildren
}

/** Read an order and show it by `children`; a notice if this browser may not read it. */
export function OrderLoader({ id, children }: OrderLoaderProps) {
  const labels = t.value.order
  const { data, error, reload } = useResource(orderCacheKey(id), (signal) => getOrder(id, signal))
  if (data) return <>{children({ order: data, reload })}</>
  if (error instanceof Problem && [401, 404].includes(error.status)) {
    return (
      <NoticePage title={labels.notFoundTitle} text={labels.notFound}>
        <a class="button" href={`/entrar?next=/cuenta/pedidos/${encodeURIComponent(id)}`}>
          {t.value.account.logIn}
        </a>
      </NoticePage>
    )
  }
  return error ? <LoadError error={error} retry={reload} /> : <Loading />
}
