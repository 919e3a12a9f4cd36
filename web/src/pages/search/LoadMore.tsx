import { useState } from 'preact/hooks'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { searchHref } from './searchHref'
import type { Search } from './searchParams'

interface LoadMoreProps {
  search: Search
  /** The cursor of the next page. */
  cursor: string
  /** How many products are shown; 0 if unknown. */
  shown: number
  total: number
  isExact: boolean
  load: () => Promise<boolean>
}

/** A link that appends the next page; opened in a new tab, it shows that page alone. */
export function LoadMore({ search, cursor, shown, total, isExact, load }: LoadMoreProps) {
  const [busy, setBusy] = useState(false)
  const labels = t.value.search
  const href = searchHref({ ...search, cursor })

  const onClick = async (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (busy) return
    setBusy(true)
    // Put the cursor into the URL: a reload or a shared link shows the page last loaded.
    if (await load()) navigate(href, { replace: true })
    setBusy(false)
  }

  return (
    <div class="load-more">
      {shown > 0 && (
        <>
          <p>{(isExact ? labels.shown : labels.shownAbout)(shown, total)}</p>
          <progress max={Math.max(total, shown)} value={shown} aria-hidden="true" />
        </>
      )}
      <a
        class="button button--outline"
        href={href}
        aria-disabled={busy}
        onClick={onClick}
        data-testid="load-more"
      >
        {busy ? t.value.common.loading : labels.more}
      </a>
    </div>
  )
}
