import { useState } from 'preact/hooks'
import { Problem, type ProblemEntry } from '../../api/problem'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { cart, quantityOf, removeFromCart, setQuantity } from '../../state/cart'

/** Why the store did not take the order, and the one step that gets past it. */
export function Refusal({ error }: { error: unknown }) {
  const [solved, setSolved] = useState<unknown>(null)
  const words = t.value.checkout
  if (!(error instanceof Problem) || error === solved) return null

  const solve =
    (step: (entry: ProblemEntry & { product_id: string }) => Promise<void>) => async () => {
      const entries = error.errors.filter((entry) => entry.product_id !== undefined)
      await Promise.all(
        entries.map((entry) => step(entry as ProblemEntry & { product_id: string })),
      )
      setSolved(error)
    }

  if (error.reason === 'out-of-stock' || error.reason === 'product-unavailable') {
    return (
      <Message
        kind="error"
        title={error.reason === 'out-of-stock' ? words.outOfStock : explain(error)}
      >
        <RefusedLines entries={error.errors} />
        <SolveButton label={words.adjust} solve={solve(takeWhatIsLeft)} />
      </Message>
    )
  }
  if (error.reason === 'price-changed') {
    return (
      <Message kind="error" title={words.priceChanged}>
        <RefusedLines entries={error.errors} />
        <SolveButton label={words.acceptPrices} solve={solve(acceptPrice)} />
      </Message>
    )
  }
  if (Object.keys(error.byPointer).length > 0) return null
  return <Message kind="error">{explain(error)}</Message>
}

const takeWhatIsLeft = ({
  product_id,
  available = 0,
}: {
  product_id: string
  available?: number
}) => (available > 0 ? setQuantity(product_id, available) : removeFromCart(product_id))

/** Asking for the same quantity again takes the line at today's price. */
const acceptPrice = ({ product_id }: { product_id: string }) =>
  setQuantity(product_id, quantityOf(product_id))

function RefusedLines({ entries }: { entries: ProblemEntry[] }) {
  const words = t.value.checkout
  const name = (id: string | undefined) =>
    cart.value?.items.find(({ product_id }) => product_id === id)?.name
  return (
    <ul>
      {entries.map(({ product_id, requested, available, seen, current }) => (
        <li key={product_id}>
          <strong>{name(product_id)}</strong>{' '}
          {requested !== undefined &&
            available !== undefined &&
            words.shortLine(requested, available)}
          {seen && current && words.newPrice(formatMoney(seen), formatMoney(current))}
        </li>
      ))}
    </ul>
  )
}

function SolveButton({ label, solve }: { label: string; solve: () => Promise<void> }) {
  const [failure, setFailure] = useState<unknown>(null)
  return (
    <>
      <button
        type="button"
        class="button button--outline"
        onClick={() => solve().catch(setFailure)}
      >
        {label}
      </button>
      {failure ? <p>{explain(failure)}</p> : null}
    </>
  )
}
