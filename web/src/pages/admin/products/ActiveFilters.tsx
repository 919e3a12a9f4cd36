import { Icon } from '../../../components/Icon'
import { useCategories } from '../categories/tree'
import { messages } from '../messages'
import { listHref, type ProductListQuery } from './listQuery'

/** What the list is narrowed to, each with a link that takes it off; nothing if to nothing. */
export function ActiveFilters({ query }: { query: ProductListQuery }) {
  const { filters: labels } = messages.value
  const { data: tree } = useCategories()
  const { q, category, in_stock } = query
  const applied = [
    q && { text: labels.words(q), href: listHref(query, { q: undefined }) },
    category && {
      text: labels.category(tree?.find(({ slug }) => slug === category)?.name ?? category),
      href: listHref(query, { category: undefined }),
    },
    in_stock !== undefined && {
      text: in_stock ? labels.inStock : labels.soldOut,
      href: listHref(query, { in_stock: undefined }),
    },
  ].filter((filter) => typeof filter === 'object')
  if (applied.length === 0) return null
  return (
    <nav class="applied" aria-label={labels.title}>
      <p>{labels.title}</p>
      <ul>
        {applied.map(({ text, href }) => (
          <li key={text}>
            <a class="chip applied__chip" href={href} data-testid="applied-filter">
              <span class="visually-hidden">{labels.takeOff}</span> {text} <Icon name="close" />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
