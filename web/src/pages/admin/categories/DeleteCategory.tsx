import { useState } from 'preact/hooks'
import { deleteCategory } from '../../../api/admin'
import type { Category } from '../../../api/types'
import { Dialog } from '../../../components/Dialog'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { messages } from '../messages'
import { isWithin } from './tree'

interface DeleteCategoryProps {
  category: Category
  tree: Category[]
  done: (notice: string) => void
  cancel: () => void
}

/** The question before a category is removed; what stands in the way, if it is not empty. */
export function DeleteCategory({ category, tree, done, cancel }: DeleteCategoryProps) {
  const { categories: labels } = messages.value
  const [error, setError] = useState<unknown>(null)
  const { slug, name, total_product_count: products = 0 } = category
  const below = tree.filter((other) => other.slug !== slug && isWithin(other, slug)).length
  const remove = async () => {
    try {
      await deleteCategory(slug)
      done(labels.removed(name))
    } catch (failure) {
      setError(failure)
    }
  }
  if (products > 0 || below > 0) {
    return (
      <Dialog title={labels.notEmpty(name)} close={cancel} testid="category-not-empty">
        <p>{labels.holds(products, below)}</p>
        <div class="dialog__actions">
          <button type="button" class="button" onClick={cancel}>
            {labels.understood}
          </button>
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={labels.removeQuestion(name)} close={cancel}>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      <div class="dialog__actions">
        <button type="button" class="button" onClick={remove} data-testid="remove-category-yes">
          {labels.removeYes}
        </button>
        <button type="button" class="button button--outline" onClick={cancel}>
          {labels.cancel}
        </button>
      </div>
    </Dialog>
  )
}
