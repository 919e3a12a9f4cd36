import { Problem } from '../api/problem'
import { t } from '../i18n'

/** What to tell the shopper about an error: the API's own words where it has some. */
export function explain(error: unknown): string {
  return error instanceof Problem && error.message ? error.message : t.value.trouble.noAnswer
}

/** In place of what could not be read. */
export function Trouble({ error, retry }: { error: unknown; retry: () => void }) {
  const { title, retry: again } = t.value.trouble
  return (
    <section class="notice-page" role="alert">
      <h1>{title}</h1>
      <p>{explain(error)}</p>
      <button type="button" class="button" onClick={retry}>
        {again}
      </button>
    </section>
  )
}
