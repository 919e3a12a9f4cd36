import { useEffect, useRef, useState } from 'preact/hooks'
import type { VersionedProduct } from '../../../api/admin'
import type { ProductState } from '../../../api/types'
import { lang } from '../../../i18n'
import { messages } from '../messages'
import { StateButton } from './StateButton'

/** Where a product can go from each state, the likeliest first. */
const WAYS: Record<ProductState, ProductState[]> = {
  draft: ['active', 'archived'],
  active: ['draft', 'archived'],
  archived: ['active', 'draft'],
}

interface ProductStatePanelProps {
  loaded: VersionedProduct
  reload: () => Promise<void>
}

/** Who sees the product now, and the buttons that change it. */
export function ProductStatePanel({ loaded, reload }: ProductStatePanelProps) {
  const { states: labels } = messages.value
  const [notice, setNotice] = useState('')
  const status = useRef<HTMLParagraphElement>(null)
  const product = loaded.texts[lang.value]
  const { state = 'active' } = product
  // The button that was pressed is gone, and with it the focus.
  useEffect(() => {
    if (notice) status.current?.focus()
  }, [notice, state])
  const publishable = {
    id: product.id,
    name: product.name,
    state,
    hasPicture: product.images.length > 0,
    inStock: product.stock === null ? null : product.stock > 0,
  }
  const done = async (text: string) => {
    await reload()
    setNotice(text)
  }
  return (
    <section class="state-panel" aria-label={labels.title}>
      <p ref={status} tabIndex={-1} role="status" data-testid="state-notice">
        {notice && <strong>{notice} </strong>}
        {labels.explained[state]}
      </p>
      <div class="state-panel__actions">
        {WAYS[state].map((to) => (
          <StateButton
            key={to}
            product={publishable}
            to={to}
            etag={loaded.etag}
            done={(text) => void done(text)}
            refused={() => void reload()}
            look={to === 'active' ? 'button' : 'button button--outline'}
          />
        ))}
      </div>
    </section>
  )
}
