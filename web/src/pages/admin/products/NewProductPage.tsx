import { useRef, useState } from 'preact/hooks'
import { createProduct } from '../../../api/admin'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { useForm } from '../../../components/useForm'
import { usePageMeta } from '../../../components/usePageMeta'
import { navigate } from '../../../router/navigation'
import { categories } from '../../../state/categories'
import { useShop } from '../../../state/shop'
import { messages } from '../messages'
import { isEdited, useUnsavedCheck } from '../unsaved'
import { ProductFields } from './ProductFields'
import { priceFormat } from './priceFormat'
import { EMPTY_DRAFT, toNewProduct } from './productDraft'
import { SaveError } from './SaveError'

/** A form that adds a product to the catalog as a draft, with its price in the shop's currency. */
export function NewProductPage() {
  const { product: labels } = messages.value
  usePageMeta(labels.newTitle)
  const { data: shop, error, reload } = useShop()
  if (!shop) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  return (
    <>
      <h1>{labels.newTitle}</h1>
      <p class="admin__empty">{labels.newHint}</p>
      <NewProductForm currency={shop.currency} />
    </>
  )
}

function NewProductForm({ currency }: { currency: string }) {
  const { product: labels } = messages.value
  // Of the language that the form was opened in: what is written in it stays as it was meant.
  const [format] = useState(() => priceFormat(currency))
  const isCreated = useRef(false)
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    const { slug } = await createProduct(toNewProduct(values, format, categories.value ?? []))
    isCreated.current = true
    navigate(`/admin/productos/${slug}`)
  })
  useUnsavedCheck(() => !isCreated.current && isEdited(form.current))
  return (
    <form ref={form} class="admin__form" noValidate onSubmit={submit}>
      <SaveError error={error} />
      <ProductFields draft={EMPTY_DRAFT} format={format} fieldErrors={fieldErrors} />
      <button type="submit" class="button" disabled={sending} data-testid="save-product">
        {labels.create}
      </button>
    </form>
  )
}
