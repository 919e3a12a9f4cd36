import { useState } from 'preact/hooks'
import { setStock } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import type { Product } from '../../../api/types'
import { errorText } from '../../../components/errorText'
import { Field } from '../../../components/Field'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { messages } from '../messages'
import { isEdited, useUnsavedCheck } from '../unsaved'

const POINTER = '/on_hand'

/** A form that sets the units in stock. */
export function StockEditor({
  product,
  reload,
}: {
  product: Product
  reload: () => Promise<void>
}) {
  const { product: labels } = messages.value
  const [saved, setSaved] = useState(false)
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    setSaved(false)
    const text = values[POINTER]?.trim() ?? ''
    if (!/^\d{1,9}$/.test(text)) {
      const detail = labels.badStock
      throw new Problem(422, 'invalid-request', '', detail, [{ pointer: POINTER, detail }])
    }
    await setStock(product.id, Number(text))
    setSaved(true)
    await reload()
  })
  useUnsavedCheck(() => isEdited(form.current))
  return (
    <section aria-labelledby="stock">
      <h2 id="stock">{labels.stock}</h2>
      <form ref={form} noValidate onSubmit={submit}>
        {error && !(error instanceof Problem) ? (
          <Message kind="error">{errorText(error)}</Message>
        ) : null}
        <Field
          key={product.stock}
          label={labels.stockLabel}
          pointer={POINTER}
          autoComplete="off"
          defaultValue={product.stock === null ? '' : String(product.stock)}
          error={fieldErrors[POINTER] ?? (error instanceof Problem ? errorText(error) : undefined)}
        />
        <div class="message__actions">
          <button
            type="submit"
            class="button button--outline"
            disabled={sending}
            data-testid="save-stock"
          >
            {labels.stockSave}
          </button>
          <p role="status" data-testid="stock-saved">
            {saved && labels.saved}
          </p>
        </div>
      </form>
    </section>
  )
}
