import { listPrices } from '../../../api/admin'
import type { Product } from '../../../api/types'
import { formatDate, formatMoney } from '../../../i18n/format'
import { useResource } from '../../../state/resource'
import { words } from '../messages'

/** What the product costs and cost before, the newest first. */
export function Prices({ product }: { product: Product }) {
  const { product: said } = words.value
  const { id, price } = product
  const { data } = useResource(`admin prices ${id} ${price.amount}`, (signal) =>
    listPrices(id, signal),
  )
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">{said.prices}</h2>
      <ul class="prices">
        {data?.items.map((period) => (
          <li key={period.since}>
            <strong>{formatMoney(period.price)}</strong> {said.since(formatDate(period.since))}
          </li>
        ))}
      </ul>
    </section>
  )
}
