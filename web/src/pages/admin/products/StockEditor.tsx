import { useState } from 'preact/hooks'
import { setStock } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import type { Product } from '../../../api/types'
import { Field } from '../../../components/Field'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { words } from '../messages'

const POINTER = '/on_hand'

export function StockEditor({
  product,
  reload,
}: {
  product: Product
  reload: () => Promise<void>
}) {
  const { product: said } = words.value
  const [saved, setSaved] = useState(false)
  const { form, sending, faults, error, submit } = useForm(async (texts) => {
    setSaved(false)
    const text = texts[POINTER]?.trim() ?? ''
    if (!/^\d{1,9}$/.test(text)) {
      const detail = said.badStock
      throw new Problem(422, 'invalid-request', '', detail, [{ pointer: POINTER, detail }])
    }
    await setStock(product.id, Number(text))
    setSaved(true)
    await reload()
  })
  return (
    <section aria-labelledby="stock">
      <h2 id="stock">{said.stock}</h2>
      <form ref={form} noValidate onSubmit={submit}>
        {error && !(error instanceof Problem) ? (
          <Message kind="error">{explain(error)}</Message>
        ) : null}
        <Field
          key={product.stock}
          label={said.stockLabel}
          pointer={POINTER}
          autoComplete="off"
          defaultValue={product.stock === null ? '' : String(product.stock)}
          error={faults[POINTER] ?? (error instanceof Problem ? explain(error) : undefined)}
        />
        <div class="message__actions">
          <button
            type="submit"
            class="button button--outline"
            disabled={sending}
            data-testid="save-stock"
          >
            {said.stockSave}
          </button>
          <p role="status" data-testid="stock-saved">
            {saved && said.saved}
          </p>
        </div>
      </form>
    </section>
  )
}
