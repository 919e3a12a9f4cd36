import { Problem } from '../../../api/problem'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { messages } from '../messages'

/** Why a product was not saved; with a link to the one that has its SKU or its address already. */
export function SaveError({ error }: { error: unknown }) {
  if (!error) return null
  const owner = error instanceof Problem ? error.errors.find(({ product_id }) => product_id) : null
  const { states, product: labels } = messages.value
  return (
    <Message kind="error">
      <p>{errorText(error)}</p>
      {owner && (
        <p>
          <a href={`/admin/productos/${owner.product_id}`} target="_blank" rel="noopener">
            {labels.seeOwner(owner.name ?? '', states.names[owner.state ?? 'active'])}
          </a>
        </p>
      )}
    </Message>
  )
}
