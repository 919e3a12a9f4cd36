import type { Money } from '../../api/types'
import { useInputDraft } from '../../components/useInputDraft'
import { t } from '../../i18n'
import { minorUnitsOf } from '../../i18n/format'
import type { PriceFilterProps } from './filterProps'

/** The lowest and highest price, in units of the currency, with the range of the results as hint. */
export function PriceFilter({ search, facets, currency, refine }: PriceFilterProps) {
  const labels = t.value.search
  const range = facets?.price
  return (
    <fieldset class="filter">
      <legend>{labels.price}</legend>
      <div class="filter__range">
        <Bound
          label={labels.from}
          amount={search.min_price}
          currency={currency}
          placeholder={range?.min}
          round={Math.floor}
          onChange={(min_price) => refine({ min_price })}
        />
        <Bound
          label={labels.to}
          amount={search.max_price}
          currency={currency}
          placeholder={range?.max}
          round={Math.ceil}
          onChange={(max_price) => refine({ max_price })}
        />
      </div>
    </fieldset>
  )
}

interface BoundProps {
  label: string
  amount: number | undefined
  /** Undefined until it is known: before that, nothing can be typed. */
  currency: string | undefined
  placeholder: Money | null | undefined
  round: (units: number) => number
  onChange: (amount: number | undefined) => void
}

function Bound({ label, amount, currency, placeholder, round, onChange }: BoundProps) {
  const minorUnits = minorUnitsOf(currency ?? '')
  const shown = amount === undefined || !currency ? '' : String(amount / minorUnits)
  const field = useInputDraft(shown, (text) => {
    const units = Number(text)
    const isValid = text.trim() !== '' && Number.isFinite(units) && units >= 0
    onChange(isValid ? Math.round(units * minorUnits) : undefined)
  })
  return (
    <label>
      {label}
      <input
        {...field}
        type="number"
        min={0}
        disabled={!currency}
        inputMode="numeric"
        placeholder={placeholder ? String(round(placeholder.amount / minorUnits)) : ''}
      />
    </label>
  )
}
