import { Icon } from '../../components/Icon'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { categories } from '../../state/categories'
import { formatAttributes, parseAttributes, toggle } from './attributeParam'
import type { PriceFilterProps } from './filterProps'
import type { Search } from './searchParams'

/** The filters that are applied, each as a button that removes it. */
export function AppliedFilters({ search, currency, refine }: Omit<PriceFilterProps, 'facets'>) {
  const labels = t.value.search
  const { category, brand, min_price, max_price } = search
  const chosen = parseAttributes(search.attributes)
  const applied: [label: string, change: Partial<Search>][] = []
  // Without words, the category is the title of the page.
  if (category && search.q) {
    const name = categories.value?.find(({ slug }) => slug === category)?.name ?? category
    applied.push([name, { category: undefined }])
  }
  if (brand) applied.push([brand, { brand: undefined }])
  const addBound = (name: string, amount: number | undefined, change: Partial<Search>) => {
    if (amount === undefined || !currency) return
    applied.push([`${name} ${formatMoney({ amount, currency })}`, change])
  }
  addBound(labels.from, min_price, { min_price: undefined })
  addBound(labels.to, max_price, { max_price: undefined })
  if (search.in_stock) applied.push([labels.inStock, { in_stock: undefined }])
  for (const [name, values] of chosen) {
    for (const value of values) {
      const others = formatAttributes(toggle(chosen, name, value))
      applied.push([`${name}: ${value}`, { attributes: others }])
    }
  }
  if (applied.length === 0) return null
  return (
    <ul class="applied" aria-label={labels.applied}>
      {applied.map(([label, change]) => (
        <li key={label}>
          <button
            type="button"
            class="chip"
            aria-label={labels.remove(label)}
            onClick={() => refine(change)}
          >
            <span>{label}</span>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}
