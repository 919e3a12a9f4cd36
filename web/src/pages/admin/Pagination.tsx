import { messages } from './messages'

interface PaginationProps {
  /** The URL of the current page, with or without a cursor. */
  url: URL
  /** The cursor of the next page. */
  next: string | null
}

/** Links to the next page, and to the first. */
export function Pagination({ url: current, next }: PaginationProps) {
  const { list } = messages.value
  const hrefAt = (cursor: string | null) => {
    const url = new URL(current)
    if (cursor) url.searchParams.set('cursor', cursor)
    else url.searchParams.delete('cursor')
    return url.pathname + url.search
  }
  return (
    <p class="pagination">
      {current.searchParams.has('cursor') && <a href={hrefAt(null)}>{list.first}</a>}
      {next && (
        <a class="button button--outline" href={hrefAt(next)}>
          {list.next}
        </a>
      )}
    </p>
  )
}
