import type { ComponentChildren } from 'preact'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import type { useForm } from '../../components/useForm'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'

interface EntryPageProps {
  title: string
  /** What it is good for. */
  why?: string
  action: string
  entry: ReturnType<typeof useForm>
  /** The fields. */
  children: ComponentChildren
  /** The way to the other page. */
  other: ComponentChildren
}

export function EntryPage({ title, why, action, entry, children, other }: EntryPageProps) {
  usePageTitle(title)
  const { form, sending, error, submit } = entry
  return (
    <section class="entry">
      <h1>{title}</h1>
      <p class="entry__why">{why ?? t.value.account.why}</p>
      <form ref={form} noValidate onSubmit={submit}>
        {error ? <Message kind="error">{explain(error)}</Message> : null}
        {children}
        <button
          type="submit"
          class="button button--wide"
          disabled={sending}
          data-testid="entry-submit"
        >
          {sending ? t.value.trouble.loading : action}
        </button>
      </form>
      <p class="entry__other">{other}</p>
    </section>
  )
}
