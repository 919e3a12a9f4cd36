import { useState } from 'preact/hooks'
import { t } from '../../i18n'

interface LoadMoreProps {
  shown: number
  total: number
  load: () => Promise<void>
}

export function LoadMore({ shown, total, load }: LoadMoreProps) {
  const [busy, setBusy] = useState(false)
  const words = t.value.search
  return (
    <div class="load-more">
      <p>{words.shown(shown, total)}</p>
      <progress max={total} value={shown} aria-hidden="true" />
      <button
        type="button"
        class="button button--outline"
        disabled={busy}
        onClick={() => {
          setBusy(true)
          load().finally(() => setBusy(false))
        }}
        data-testid="load-more"
      >
        {busy ? t.value.trouble.loading : words.more}
      </button>
    </div>
  )
}
