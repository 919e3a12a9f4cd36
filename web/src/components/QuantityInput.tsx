import { t } from '../i18n'
import { Icon } from './Icon'
import { useDraft } from './useInputDraft'

interface QuantityProps {
  value: number
  max: number
  onChange: (quantity: number) => void
  /** What it is a quantity of, where several stand on one page. */
  of?: string
  disabled?: boolean
}

export function Quantity({ value, max, onChange, of, disabled = false }: QuantityProps) {
  const { quantity, less, more } = t.value.product
  const label = (what: string) => (of ? `${what}: ${of}` : what)
  const ask = (wanted: number) => {
    const allowed = Math.max(1, Math.min(max, Math.trunc(wanted)))
    if (Number.isFinite(allowed) && allowed !== value) onChange(allowed)
  }
  const field = useDraft(String(value), (text) => ask(Number(text)))
  return (
    <div class="quantity" role="group" aria-label={label(quantity)}>
      <button
        type="button"
        aria-label={label(less)}
        disabled={disabled || value <= 1}
        onClick={() => ask(value - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        type="text"
        inputMode="numeric"
        pattern="[0-9]*"
        maxLength={3}
        aria-label={label(quantity)}
        disabled={disabled}
        {...field}
        data-testid="quantity"
      />
      <button
        type="button"
        aria-label={label(more)}
        disabled={disabled || value >= max}
        onClick={() => ask(value + 1)}
      >
        <Icon name="plus" />
      </button>
    </div>
  )
}
