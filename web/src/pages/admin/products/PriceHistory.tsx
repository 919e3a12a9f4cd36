import { listPrices } from '../../../api/admin'
import type { Product } from '../../../api/types'
import { formatDate, formatMoney } from '../../../i18n/format'
import { useResource } from '../../../state/resource'
import { messages } from '../messages'

/** The prices of a product, newest first. */
export function PriceHistory({ product }: { product: Product }) {
  const { product: labels } = messages.value
  const { id, price } = product
  const { data } = useResource(`admin prices ${id} ${price.amount}`, (signal) =>
    listPrices(id, signal),
  )
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">{labels.prices}</h2>
      <ul class="prices">
        {data?.items.map((period) => (
          <li key={period.since}>
            <strong>{formatMoney(period.price)}</strong> {labels.since(formatDate(period.since))}
          </li>
        ))}
      </ul>
    </section>
  )
}
