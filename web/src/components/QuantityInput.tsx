import { t } from '../i18n'
import { Icon } from './Icon'
import { useInputDraft } from './useInputDraft'

interface QuantityInputProps {
  value: number
  max: number
  onChange: (quantity: number) => void
  /** The name of the product, for the labels where a page has several of these inputs. */
  of?: string
  disabled?: boolean
}

/** A number input with a button on each side, from 1 to `max`. */
export function QuantityInput({ value, max, onChange, of, disabled = false }: QuantityInputProps) {
  const labels = t.value.product
  const label = (text: string) => (of ? `${text}: ${of}` : text)
  const change = (requested: number) => {
    const quantity = Math.max(1, Math.min(max, Math.trunc(requested)))
    if (Number.isFinite(quantity) && quantity !== value) onChange(quantity)
  }
  const field = useInputDraft(String(value), (text) => change(text.trim() ? Number(text) : value))
  return (
    <div class="quantity" role="group" aria-label={label(labels.quantity)}>
      <button
        type="button"
        aria-label={label(labels.less)}
        disabled={disabled}
        aria-disabled={value <= 1}
        onClick={() => change(value - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        type="text"
        inputMode="numeric"
        pattern="[0-9]*"
        maxLength={3}
        aria-label={label(labels.quantity)}
        disabled={disabled}
        {...field}
        data-testid="quantity"
      />
      <button
        type="button"
        aria-label={label(labels.more)}
        disabled={disabled}
        aria-disabled={value >= max}
        onClick={() => change(value + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  )
}
