import { useState } from 'preact/hooks'
import { Message } from '../../../components/Message'
import { words } from '../messages'
import type { Draft } from './productDraft'

interface ConflictProps {
  mine: Draft
  theirs: Draft
  pointers: string[]
  settle: (chosen: Draft) => void
}

/** What two people wrote, side by side, to choose from. */
export function Conflict({ mine, theirs, pointers, settle }: ConflictProps) {
  const { conflict: said } = words.value
  const [taken, take] = useState<Record<string, 'mine' | 'theirs'>>({})
  const sides = { mine, theirs }
  const chosen = () =>
    Object.fromEntries(pointers.map((at) => [at, sides[taken[at] ?? 'mine'][at] ?? '']))
  return (
    <section class="conflict" data-testid="conflict">
      <Message kind="error" title={said.title}>
        <p>{said.explain}</p>
      </Message>
      {pointers.map((pointer) => (
        <fieldset class="fieldset" key={pointer}>
          <legend>{nameOf(pointer)}</legend>
          <div class="room__pair">
            {(['mine', 'theirs'] as const).map((side) => (
              <label class="choice choice--boxed conflict__side" key={side}>
                <input
                  type="radio"
                  name={pointer}
                  checked={(taken[pointer] ?? 'mine') === side}
                  onChange={() => take({ ...taken, [pointer]: side })}
                />
                <span>
                  <strong>{said[side]}</strong>
                  <span class="conflict__text">{sides[side][pointer] || said.empty}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <button
        type="button"
        class="button"
        onClick={() => settle(chosen())}
        data-testid="settle-conflict"
      >
        {said.go}
      </button>
    </section>
  )
}

function nameOf(pointer: string): string {
  const said = words.value.product
  const [, head = '', lang, part] = pointer.split('/')
  const names: Record<string, string> = {
    name: said.name,
    description: said.description,
    attributes: said.attributes,
    sku: said.sku,
    slug: said.slug,
    brand: said.brand,
    price: said.price,
    categories: said.category,
  }
  if (head !== 'texts') return names[head] ?? head
  return `${names[part ?? ''] ?? part} · ${lang === 'en' ? said.texts.en : said.texts.es}`
}
