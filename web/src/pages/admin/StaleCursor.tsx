import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { currentUrl, navigate } from '../../router/navigation'
import { messages } from './messages'

/** Go to the first page of a list when the API refuses the cursor in its URL, and say so. */
export function StaleCursor({ error }: { error: unknown }) {
  const [wasStale, setStale] = useState(false)
  const isStale = error instanceof Problem && '/cursor' in error.byPointer
  useEffect(() => {
    if (!isStale) return
    setStale(true)
    const url = new URL(currentUrl.value)
    url.searchParams.delete('cursor')
    navigate(url.href, { replace: true })
  }, [isStale])
  return (
    <p class="admin__notice" role="status" data-testid="stale-cursor">
      {wasStale && messages.value.list.staleCursor}
    </p>
  )
}
