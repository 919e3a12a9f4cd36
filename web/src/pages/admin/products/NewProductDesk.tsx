import { createProduct } from '../../../api/admin'
import { Message } from '../../../components/Message'
import { explain } from '../../../components/Trouble'
import { useForm } from '../../../components/useForm'
import { usePageTitle } from '../../../components/usePageTitle'
import { navigate } from '../../../router/place'
import { categories } from '../../../state/categories'
import { words } from '../words'
import { empty, newProductOf } from './draft'
import { ProductFields } from './ProductFields'

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
