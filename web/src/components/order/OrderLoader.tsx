import type { ComponentChildren } from 'preact'
import { getOrder } from '../../api/orders'
import { Problem } from '../../api/problem'
import type { Order } from '../../api/types'
import { t } from '../../i18n'
import { orderKey } from '../../state/orderCacheKey'
import { useResource } from '../../state/resource'
import { Trouble } from '../LoadError'
import { Loading } from '../Loading'
import { NoticePage } from '../NoticePage'

interface OrderReaderProps {
  id: string
  children: (read: { order: Order; reload: () => void }) => ComponentChildren
}

/** Reads an order and shows it; or says that it is not to be seen from here. */
export function OrderReader({ id, children }: OrderReaderProps) {
  const words = t.value.order
  const { data, error, reload } = useResource(orderKey(id), (signal) => getOrder(id, signal))
  if (data) return <>{children({ order: data, reload })}</>
  if (error instanceof Problem && [401, 404].includes(error.status)) {
    return (
      <NoticePage title={words.notFoundTitle} text={words.notFound}>
        <a class="button" href={`/entrar?next=/cuenta/pedidos/${encodeURIComponent(id)}`}>
          {t.value.account.logIn}
        </a>
      </NoticePage>
    )
  }
  return error ? <Trouble error={error} retry={reload} /> : <Loading />
}
