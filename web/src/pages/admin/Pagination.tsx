import { words } from './messages'

interface PagerProps {
  /** The address of this page, with or without a cursor of its own. */
  here: URL
  next: string | null
}

/** On to the next page, and back to the first. */
export function Pager({ here, next }: PagerProps) {
  const { list } = words.value
  const at = (cursor: string | null) => {
    const url = new URL(here)
    if (cursor) url.searchParams.set('cursor', cursor)
    else url.searchParams.delete('cursor')
    return url.pathname + url.search
  }
  return (
    <p class="pager">
      {here.searchParams.has('cursor') && <a href={at(null)}>{list.first}</a>}
      {next && (
        <a class="button button--outline" href={at(next)}>
          {list.next}
        </a>
      )}
    </p>
  )
}
