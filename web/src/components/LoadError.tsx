import { t } from '../i18n'
import { errorText } from './errorText'

interface LoadErrorProps {
  error: unknown
  retry: () => void
}

/** Shown in place of what could not be loaded, with a button to try again. */
export function LoadError({ error, retry }: LoadErrorProps) {
  const labels = t.value.common
  return (
    <section class="notice-page" role="alert">
      <h1>{labels.title}</h1>
      <p>{errorText(error)}</p>
      <button type="button" class="button" onClick={retry}>
        {labels.retry}
      </button>
    </section>
  )
}
