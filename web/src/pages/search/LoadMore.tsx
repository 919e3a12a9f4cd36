import { useState } from 'preact/hooks'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { searchHref } from './searchHref'
import type { Search } from './searchParams'

interface LoadMoreProps {
  search: Search
  /** Where the next page begins. */
  cursor: string
  /** How many are seen so far; 0 where that is not known. */
  shown: number
  total: number
  isExact: boolean
  load: () => Promise<boolean>
}

/** Brings the next page below this one; as a link, it opens in a tab of its own too. */
export function LoadMore({ search, cursor, shown, total, isExact, load }: LoadMoreProps) {
  const [busy, setBusy] = useState(false)
  const words = t.value.search
  const href = searchHref({ ...search, cursor })

  const follow = async (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (busy) return
    setBusy(true)
    // The address follows, so that a reload or a sent link shows what is being looked at.
    if (await load()) navigate(href, { replace: true })
    setBusy(false)
  }

  return (
    <div class="load-more">
      {shown > 0 && (
        <>
          <p>{(isExact ? words.shown : words.shownAbout)(shown, total)}</p>
          <progress max={Math.max(total, shown)} value={shown} aria-hidden="true" />
        </>
      )}
      <a
        class="button button--outline"
        href={href}
        aria-disabled={busy}
        onClick={follow}
        data-testid="load-more"
      >
        {busy ? t.value.trouble.loading : words.more}
      </a>
    </div>
  )
}
