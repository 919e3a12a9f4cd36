import { createProduct } from '../../../api/admin'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { usePageTitle } from '../../../components/usePageMeta'
import { navigate } from '../../../router/navigation'
import { categories } from '../../../state/categories'
import { words } from '../messages'
import { ProductFields } from './ProductFields'
import { empty, newProductOf } from './productDraft'

export function NewProductDesk() {
  const { product: said } = words.value
  usePageTitle(said.newTitle)
  const { form, sending, faults, error, submit } = useForm(async (texts) => {
    const { slug } = await createProduct(newProductOf(texts, categories.value ?? []))
    navigate(`/admin/productos/${slug}`)
  })
  return (
    <>
      <h1>{said.newTitle}</h1>
      <form ref={form} class="room__form" noValidate onSubmit={submit}>
        {error ? <Message kind="error">{explain(error)}</Message> : null}
        <ProductFields draft={empty} faults={faults} />
        <button type="submit" class="button" disabled={sending} data-testid="save-product">
          {said.create}
        </button>
      </form>
    </>
  )
}
