import { useState } from 'preact/hooks'
import { createProduct } from '../../../api/admin'
import { errorText } from '../../../components/errorText'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { usePageMeta } from '../../../components/usePageMeta'
import { navigate } from '../../../router/navigation'
import { categories } from '../../../state/categories'
import { useShop } from '../../../state/shop'
import { messages } from '../messages'
import { ProductFields } from './ProductFields'
import { priceFormat } from './priceFormat'
import { EMPTY_DRAFT, toNewProduct } from './productDraft'

/** A form that adds a product to the catalog, with its price in the shop's currency. */
export function NewProductPage() {
  const { product: labels } = messages.value
  usePageMeta(labels.newTitle)
  const { data: shop, error, reload } = useShop()
  if (!shop) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  return (
    <>
      <h1>{labels.newTitle}</h1>
      <NewProductForm currency={shop.currency} />
    </>
  )
}

function NewProductForm({ currency }: { currency: string }) {
  const { product: labels } = messages.value
  // Of the language that the form was opened in: what is written in it stays as it was meant.
  const [format] = useState(() => priceFormat(currency))
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    const { slug } = await createProduct(toNewProduct(values, format, categories.value ?? []))
    navigate(`/admin/productos/${slug}`)
  })
  return (
    <form ref={form} class="admin__form" noValidate onSubmit={submit}>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      <ProductFields draft={EMPTY_DRAFT} format={format} fieldErrors={fieldErrors} />
      <button type="submit" class="button" disabled={sending} data-testid="save-product">
        {labels.create}
      </button>
    </form>
  )
}
