import { t } from '../../i18n'
import { AttributeFilters } from './AttributeFilters'
import { BrandFilter } from './BrandFilter'
import { CategoryFilter } from './CategoryFilter'
import type { PriceFilterProps } from './filterProps'
import { PriceFilter } from './PriceFilter'
import { isFiltered, unfiltered } from './searchParams'

/** All filters of the search page. */
export function Filters({ search, facets, currency, refine }: PriceFilterProps) {
  const labels = t.value.search
  return (
    <>
      <CategoryFilter search={search} facets={facets} refine={refine} />
      <BrandFilter search={search} facets={facets} refine={refine} />
      <PriceFilter search={search} facets={facets} currency={currency} refine={refine} />
      <fieldset class="filter">
        <legend>{labels.availability}</legend>
        <label class="choice">
          <input
            type="checkbox"
            checked={search.in_stock === true}
            onChange={(event) => refine({ in_stock: event.currentTarget.checked || undefined })}
          />
          {labels.inStock}
        </label>
      </fieldset>
      {isFiltered(search) && (
        <button type="button" class="link-button" onClick={() => refine(unfiltered(search))}>
          {labels.clearFilters}
        </button>
      )}
      {/* Last: they load later than the others, which must not move. */}
      <AttributeFilters search={search} refine={refine} />
    </>
  )
}
