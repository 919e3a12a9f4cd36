import { t } from '../../i18n'
import { AttributeFilters } from './AttributeFilters'
import { BrandFilter } from './BrandFilter'
import { CategoryFilter } from './CategoryFilter'
import type { FilterProps } from './filterProps'
import { PriceFilter } from './PriceFilter'
import { isFiltered, unfiltered } from './searchParams'

export function Filters({ search, facets, narrow }: FilterProps) {
  const words = t.value.search
  return (
    <>
      <CategoryFilter search={search} facets={facets} narrow={narrow} />
      <BrandFilter search={search} facets={facets} narrow={narrow} />
      <PriceFilter search={search} facets={facets} narrow={narrow} />
      <fieldset class="filter">
        <legend>{words.availability}</legend>
        <label class="choice">
          <input
            type="checkbox"
            checked={search.in_stock === true}
            onChange={(event) => narrow({ in_stock: event.currentTarget.checked || undefined })}
          />
          {words.inStock}
        </label>
      </fieldset>
      {isFiltered(search) && (
        <button type="button" class="link-button" onClick={() => narrow(unfiltered(search))}>
          {words.clearFilters}
        </button>
      )}
      {/* Last: they come later than the rest, which must not move. */}
      <AttributeFilters search={search} narrow={narrow} />
    </>
  )
}
