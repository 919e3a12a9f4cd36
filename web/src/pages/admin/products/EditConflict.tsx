import { useState } from 'preact/hooks'
import { Message } from '../../../components/Message'
import { messages } from '../messages'
import type { Draft } from './productDraft'

interface EditConflictProps {
  mine: Draft
  theirs: Draft
  pointers: string[]
  /** Called with the chosen texts of these fields. */
  onResolved: (chosen: Draft) => void
}

/** The fields that two people changed, side by side, to choose from. */
export function EditConflict({ mine, theirs, pointers, onResolved }: EditConflictProps) {
  const { conflict: labels } = messages.value
  const [choices, setChoices] = useState<Record<string, 'mine' | 'theirs'>>({})
  const sides = { mine, theirs }
  const chosen = () =>
    Object.fromEntries(
      pointers.map((pointer) => [pointer, sides[choices[pointer] ?? 'mine'][pointer] ?? '']),
    )
  return (
    <section class="conflict" data-testid="conflict">
      <Message kind="error" title={labels.title}>
        <p>{labels.explain}</p>
      </Message>
      {pointers.map((pointer) => (
        <fieldset class="fieldset" key={pointer}>
          <legend>{labelOf(pointer)}</legend>
          <div class="admin__columns">
            {(['mine', 'theirs'] as const).map((side) => (
              <label class="choice choice--boxed conflict__side" key={side}>
                <input
                  type="radio"
                  name={pointer}
                  checked={(choices[pointer] ?? 'mine') === side}
                  onChange={() => setChoices({ ...choices, [pointer]: side })}
                />
                <span>
                  <strong>{labels[side]}</strong>
                  <span class="conflict__text">{sides[side][pointer] || labels.empty}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <button
        type="button"
        class="button"
        onClick={() => onResolved(chosen())}
        data-testid="settle-conflict"
      >
        {labels.go}
      </button>
    </section>
  )
}

/** Return the label of the field of a JSON pointer. */
function labelOf(pointer: string): string {
  const labels = messages.value.product
  const [, field = '', lang, textField] = pointer.split('/')
  const names: Record<string, string> = {
    name: labels.name,
    description: labels.description,
    attributes: labels.attributes,
    sku: labels.sku,
    slug: labels.slug,
    brand: labels.brand,
    price: labels.price,
    categories: labels.category,
  }
  if (field !== 'texts') return names[field] ?? field
  return `${names[textField ?? ''] ?? textField} · ${lang === 'en' ? labels.texts.en : labels.texts.es}`
}
