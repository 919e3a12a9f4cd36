import type { ComponentChildren } from 'preact'
import { getOrder } from '../../api/orders'
import { Problem } from '../../api/problem'
import { hasSession } from '../../api/sessionRefresh'
import type { Order } from '../../api/types'
import { t } from '../../i18n'
import { orderCacheKey } from '../../state/orderCacheKey'
import { useResource } from '../../state/resource'
import { useKept } from '../../state/useKept'
import { LoadError } from '../LoadError'
import { Loading } from '../Loading'
import { NoticePage } from '../NoticePage'

interface OrderLoaderProps {
  id: string
  /** How to read the order, if not as its buyer does. */
  read?: typeof getOrder
  /** The key of what `read` returns: what it adds to an order is no answer to its buyer. */
  cacheKey?: string
  children: (loaded: { order: Order; reload: () => void }) => ComponentChildren
}

/** Read an order and show it by `children`; a notice if this browser may not read it. */
export function OrderLoader(props: OrderLoaderProps) {
  const { id, read = getOrder, cacheKey = orderCacheKey(id), children } = props
  const labels = t.value.order
  const { data: loaded, error, reload } = useResource(cacheKey, (signal) => read(id, signal))
  const data = useKept(loaded, id)
  if (data) return <>{children({ order: data, reload })}</>
  if (error instanceof Problem && [401, 404].includes(error.status)) {
    if (hasSession()) {
      return (
        <NoticePage title={labels.notFoundTitle} text={t.value.common.notFound}>
          {read === getOrder && (
            <a class="button" href="/cuenta">
              {t.value.account.orders}
            </a>
          )}
        </NoticePage>
      )
    }
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
