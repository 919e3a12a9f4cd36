import { useState } from 'preact/hooks'
import { Problem, type ProblemEntry } from '../../api/problem'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { cart, quantityOf, removeFromCart, setQuantity } from '../../state/cart'

/** Why the store rejected the order, and the one step that solves it. */
export function OrderRejection({ error }: { error: unknown }) {
  const [solved, setSolved] = useState<unknown>(null)
  const labels = t.value.checkout
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
        title={error.reason === 'out-of-stock' ? labels.outOfStock : errorText(error)}
      >
        <RejectedLines entries={error.errors} />
        <SolveButton label={labels.adjust} solve={solve(takeAvailable)} />
      </Message>
    )
  }
  if (error.reason === 'too-many-units') {
    return (
      <Message kind="error" title={errorText(error)}>
        <RejectedLines entries={error.errors} />
        <SolveButton label={labels.takeAllowed} solve={solve(takeAllowed)} />
      </Message>
    )
  }
  if (error.reason === 'price-changed') {
    return (
      <Message kind="error" title={labels.priceChanged}>
        <RejectedLines entries={error.errors} />
        <SolveButton label={labels.acceptPrices} solve={solve(acceptPrice)} />
      </Message>
    )
  }
  if (Object.keys(error.byPointer).length > 0) return null
  return <Message kind="error">{errorText(error)}</Message>
}

/** Reduce the line to what is in stock; remove it if nothing is. */
const takeAvailable = ({
  product_id,
  available = 0,
}: {
  product_id: string
  available?: number
}) => (available > 0 ? setQuantity(product_id, available) : removeFromCart(product_id))

/** Reduce the line to what the buyer may have; remove it if that is nothing. */
const takeAllowed = ({ product_id, allowed = 0 }: { product_id: string; allowed?: number }) =>
  takeAvailable({ product_id, available: allowed })

/** Set the same quantity again, which takes the line at today's price. */
const acceptPrice = ({ product_id }: { product_id: string }) =>
  setQuantity(product_id, quantityOf(product_id))

function RejectedLines({ entries }: { entries: ProblemEntry[] }) {
  const labels = t.value.checkout
  const name = (id: string | undefined) =>
    cart.value?.items.find(({ product_id }) => product_id === id)?.name
  return (
    <ul>
      {entries.map(({ product_id, requested, available, allowed, seen, current }) => (
        <li key={product_id}>
          <strong>{name(product_id)}</strong>{' '}
          {requested !== undefined &&
            available !== undefined &&
            labels.shortLine(requested, available)}
          {requested !== undefined &&
            allowed !== undefined &&
            labels.limitedLine(requested, allowed)}
          {seen && current && labels.newPrice(formatMoney(seen), formatMoney(current))}
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
      {failure ? <p>{errorText(failure)}</p> : null}
    </>
  )
}
