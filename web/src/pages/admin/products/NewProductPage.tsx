import { useState } from 'preact/hooks'
import { createProduct } from '../../../api/admin'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { usePageMeta } from '../../../components/usePageMeta'
import { navigate } from '../../../router/navigation'
import { categories } from '../../../state/categories'
import { messages } from '../messages'
import { ProductFields } from './ProductFields'
import { priceFormat } from './priceFormat'
import { EMPTY_DRAFT, toNewProduct } from './productDraft'

/** A form that adds a product to the catalog. */
export function NewProductPage() {
  const { product: labels } = messages.value
  usePageMeta(labels.newTitle)
  const [format] = useState(() => priceFormat('EUR'))
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    const { slug } = await createProduct(toNewProduct(values, format, categories.value ?? []))
    navigate(`/admin/productos/${slug}`)
  })
  return (
    <>
      <h1>{labels.newTitle}</h1>
      <form ref={form} class="admin__form" noValidate onSubmit={submit}>
        {error ? <Message kind="error">{errorText(error)}</Message> : null}
        <ProductFields draft={EMPTY_DRAFT} format={format} fieldErrors={fieldErrors} />
        <button type="submit" class="button" disabled={sending} data-testid="save-product">
          {labels.create}
        </button>
      </form>
    </>
  )
}
