import type { ComponentChildren } from 'preact'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import type { useForm } from '../../components/useForm'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'

interface AuthFormProps {
  title: string
  /** The text below the title; the reasons to have an account if unset. */
  intro?: string
  action: string
  form: ReturnType<typeof useForm>
  /** The fields. */
  children: ComponentChildren
  /** Links to related pages. */
  links: ComponentChildren
}

/** A page of one form by which one logs in, registers or resets a password. */
export function AuthForm({ title, intro, action, form, children, links }: AuthFormProps) {
  usePageMeta(title)
  const { sending, error, submit } = form
  return (
    <section class="auth-form">
      <h1>{title}</h1>
      <p class="auth-form__intro">{intro ?? t.value.account.why}</p>
      <form ref={form.form} noValidate onSubmit={submit}>
        {error ? <Message kind="error">{errorText(error)}</Message> : null}
        {children}
        <button
          type="submit"
          class="button button--wide"
          aria-disabled={sending}
          data-testid="entry-submit"
        >
          {sending ? t.value.common.loading : action}
        </button>
      </form>
      <p class="auth-form__links">{links}</p>
    </section>
  )
}
