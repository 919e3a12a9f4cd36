import type { ComponentChildren } from 'preact'
import { getOrder } from '../../api/orders'
import { Problem } from '../../api/problem'
import { hasSession } from '../../api/sessionRefresh'
import type { Order } from '../../api/types'
import { lang, t } from '../../i18n'
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
  children: (loaded: { order: Order; reload: () => void }) => ComponentChildren
}

/** Read an order and show it by `children`; a notice if this browser may not read it. */
export function OrderLoader({ id, read = getOrder, children }: OrderLoaderProps) {
  const labels = t.value.order
  // What another reader adds to the order is no answer to this one.
  const key = read === getOrder ? orderCacheKey(id) : `${read.name} ${lang.value} ${id}`
  const { data: loaded, error, reload } = useResource(key, (signal) => read(id, signal))
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
