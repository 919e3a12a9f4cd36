import type { Money } from '../../api/types'
import { useDraft } from '../../components/useInputDraft'
import { t } from '../../i18n'
import { minorUnitsOf } from '../../i18n/format'
import type { FilterProps } from './filterProps'

/** Two bounds in whole units of the currency; the range of the results stands in for what is not set. */
export function PriceFilter({ search, facets, narrow }: FilterProps) {
  const words = t.value.search
  const range = facets?.price
  return (
    <fieldset class="filter">
      <legend>{words.price}</legend>
      <div class="filter__range">
        <Bound
          label={words.from}
          amount={search.min_price}
          standIn={range?.min}
          round={Math.floor}
          change={(min_price) => narrow({ min_price })}
        />
        <Bound
          label={words.to}
          amount={search.max_price}
          standIn={range?.max}
          round={Math.ceil}
          change={(max_price) => narrow({ max_price })}
        />
      </div>
    </fieldset>
  )
}

interface BoundProps {
  label: string
  amount: number | undefined
  standIn: Money | null | undefined
  round: (units: number) => number
  change: (amount: number | undefined) => void
}

function Bound({ label, amount, standIn, round, change }: BoundProps) {
  const unit = minorUnitsOf(standIn?.currency ?? 'EUR')
  const shown = amount === undefined ? '' : String(amount / unit)
  const field = useDraft(shown, (text) => {
    const units = Number(text)
    const set = text.trim() !== '' && Number.isFinite(units) && units >= 0
    change(set ? Math.round(units * unit) : undefined)
  })
  return (
    <label>
      {label}
      <input
        {...field}
        type="number"
        min={0}
        inputMode="numeric"
        placeholder={standIn ? String(round(standIn.amount / unit)) : ''}
      />
    </label>
  )
}
