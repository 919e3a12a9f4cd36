import { useState } from 'preact/hooks'
import { changeProduct, readProduct, type VersionedProduct } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import type { Money } from '../../../api/types'
import { focusField } from '../../../components/Field'
import { useForm, valuesOf } from '../../../components/useForm'
import { categories } from '../../../state/categories'
import { messages } from '../messages'
import { useUnsavedCheck } from '../unsaved'
import { EditConflict } from './EditConflict'
import { isPriceJump, PriceQuestion, type PriceQuestionProps } from './PriceQuestion'
import { ProductFields } from './ProductFields'
import { priceFormat } from './priceFormat'
import {
  changedPointers,
  type Draft,
  mergeDrafts,
  toDraft,
  toPlaceholders,
  toProductChange,
} from './productDraft'
import { SaveError } from './SaveError'

interface ProductEditorProps {
  loaded: VersionedProduct
  reload: () => Promise<void>
}

interface Conflict {
  mine: Draft
  theirs: Draft
  /** Mine, with the changes that are theirs alone. */
  merged: Draft
  pointers: string[]
}

/** The fields of a product, saved if unchanged since they were read, else merged. */
export function ProductEditor({ loaded, reload }: ProductEditorProps) {
  const { product: labels } = messages.value
  // Of the language that the form was opened in: what is written in it stays as it was meant.
  const [format] = useState(() => priceFormat(loaded.texts.es.price.currency))
  const [base, setBase] = useState(() => ({
    draft: toDraft(loaded.texts, format),
    price: loaded.texts.es.price,
    placeholders: toPlaceholders(loaded.texts),
    etag: loaded.etag,
    round: 0,
  }))
  const [shown, setShown] = useState(base.draft)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [notice, setNotice] = useState<string | null>(null)
  const [question, setQuestion] = useState<PriceQuestionProps | null>(null)

  /** Ask whether the price is to change so much. */
  const ask = (before: Money, after: Money) =>
    new Promise<boolean>((resolve) => {
      const onAnswer = (isMeant: boolean) => {
        setQuestion(null)
        resolve(isMeant)
      }
      setQuestion({ before, after, onAnswer })
    })

  useUnsavedCheck(() => {
    if (conflict) return true
    return form.current !== null && changedPointers(base.draft, valuesOf(form.current)).length > 0
  })

  /** Take `stored` as the base of further edits, and show `draft` in the fields. */
  const rebase = (stored: VersionedProduct, draft: Draft) => {
    setBase(({ round }) => ({
      draft: toDraft(stored.texts, format),
      price: stored.texts.es.price,
      placeholders: toPlaceholders(stored.texts),
      etag: stored.etag,
      round: round + 1,
    }))
    setShown(draft)
  }

  /** Return `stored` with what was typed since `sent` was read from the form. */
  const withTyped = (sent: Draft, stored: Draft) =>
    form.current ? mergeDrafts(sent, { ...sent, ...valuesOf(form.current) }, stored).draft : stored

  const { form, sending, fieldErrors, error, submit } = useForm(async (mine) => {
    setNotice(null)
    const { id } = loaded.texts.es
    if (changedPointers(base.draft, mine).length === 0) return setNotice(labels.unchanged)
    let sent = mine
    const change = toProductChange(base.draft, mine, format, categories.value ?? [])
    if (change.price && isPriceJump(base.price, change.price)) {
      const isMeant = await ask(base.price, change.price)
      if (!isMeant) return focusField('/price')
    }
    try {
      // The ETag of the base, not of `loaded`: an image saved on this page makes a version too.
      await changeProduct(id, change, base.etag)
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.reason !== 'version-mismatch') throw failure
      const stored = await readProduct(id)
      const theirs = toDraft(stored.texts, format)
      const { draft: merged, conflicts } = mergeDrafts(base.draft, mine, theirs)
      sent = merged
      const typed = withTyped(mine, merged)
      rebase(stored, typed)
      if (conflicts.length > 0) {
        return setConflict({ mine, theirs, merged: typed, pointers: conflicts })
      }
      // No field was changed by both. The texts of a language are sent whole, theirs included.
      const mergedChange = toProductChange(theirs, merged, format, categories.value ?? [])
      await changeProduct(id, mergedChange, stored.etag)
    }
    const saved = await readProduct(id)
    rebase(saved, withTyped(sent, toDraft(saved.texts, format)))
    setNotice(labels.saved)
    await reload()
  })

  if (conflict) {
    const resolve = (chosen: Draft) => {
      setShown({ ...conflict.merged, ...chosen })
      setBase({ ...base, round: base.round + 1 })
      setConflict(null)
    }
    const { mine, theirs, pointers } = conflict
    return <EditConflict mine={mine} theirs={theirs} pointers={pointers} onResolved={resolve} />
  }
  return (
    <>
      {question && <PriceQuestion {...question} />}
      <form ref={form} class="admin__form" noValidate onSubmit={submit}>
        <SaveError error={error} />
        <ProductFields
          key={base.round}
          draft={shown}
          placeholders={base.placeholders}
          format={format}
          fieldErrors={fieldErrors}
        />
        <div class="message__actions">
          <button type="submit" class="button" disabled={sending} data-testid="save-product">
            {labels.save}
          </button>
          <p role="status" data-testid="saved">
            {notice}
          </p>
        </div>
      </form>
    </>
  )
}
