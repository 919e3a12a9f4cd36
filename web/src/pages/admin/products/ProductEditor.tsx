import { useState } from 'preact/hooks'
import { changeProduct, readProduct, type Versioned } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { categories } from '../../../state/categories'
import { words } from '../messages'
import { Conflict } from './EditConflict'
import { ProductFields } from './ProductFields'
import { changeOf, type Draft, differences, merge, toDraft } from './productDraft'

interface ProductEditorProps {
  read: Versioned
  reload: () => Promise<void>
}

interface Clash {
  mine: Draft
  theirs: Draft
  /** Mine, with what is theirs alone. */
  draft: Draft
  pointers: string[]
}

/** The fields, saved with the version that they were read at; a change of others' is shown first. */
export function ProductEditor({ read, reload }: ProductEditorProps) {
  const { product: said } = words.value
  const [base, setBase] = useState(() => ({ draft: toDraft(read.texts), tag: read.tag, round: 0 }))
  const [shown, show] = useState(base.draft)
  const [clash, setClash] = useState<Clash | null>(null)
  const [note, setNote] = useState<string | null>(null)

  /** Begins anew from what is stored now, with `draft` in the fields. */
  const rebase = (now: Versioned, draft: Draft) => {
    setBase({ draft: toDraft(now.texts), tag: now.tag, round: base.round + 1 })
    show(draft)
  }

  const { form, sending, faults, error, submit } = useForm(async (mine) => {
    setNote(null)
    const { id, price } = read.texts.es
    if (differences(base.draft, mine).length === 0) return setNote(said.unchanged)
    const change = changeOf(base.draft, mine, price.currency, categories.value ?? [])
    try {
      // A picture or a price elsewhere on this page makes a version too: one's own is no clash.
      await changeProduct(id, change, base.tag)
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.reason !== 'version-mismatch') throw failure
      const now = await readProduct(id)
      const theirs = toDraft(now.texts)
      const { draft, conflicts } = merge(base.draft, mine, theirs)
      rebase(now, draft)
      if (conflicts.length > 0) return setClash({ mine, theirs, draft, pointers: conflicts })
      // Nothing was touched by both. A language's texts are saved whole, so with theirs among them.
      const merged = changeOf(theirs, draft, price.currency, categories.value ?? [])
      await changeProduct(id, merged, now.tag)
    }
    const saved = await readProduct(id)
    rebase(saved, toDraft(saved.texts))
    setNote(said.saved)
    await reload()
  })

  if (clash) {
    const settle = (chosen: Draft) => {
      show({ ...clash.draft, ...chosen })
      setBase({ ...base, round: base.round + 1 })
      setClash(null)
    }
    return <Conflict {...clash} settle={settle} />
  }
  return (
    <form ref={form} class="room__form" noValidate onSubmit={submit}>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      <ProductFields key={base.round} draft={shown} faults={faults} />
      <div class="message__actions">
        <button type="submit" class="button" disabled={sending} data-testid="save-product">
          {said.save}
        </button>
        <p role="status" data-testid="saved">
          {note}
        </p>
      </div>
    </form>
  )
}
