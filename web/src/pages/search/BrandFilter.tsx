import { useState } from 'preact/hooks'
import { t } from '../../i18n'
import type { FilterProps } from './filterProps'

/** Brands that are shown at first. */
const INITIALLY_SHOWN = 6

/** The brands of the results, those with most results first; nothing if there is only one. */
export function BrandFilter({ search, facets, refine }: FilterProps) {
  const labels = t.value.search
  const [showAll, setShowAll] = useState(false)
  const chosen = search.brand
  const facet = facets?.brands ?? []
  // The chosen brand is always listed, so that it can be undone.
  const brands =
    chosen && !facet.some(({ name }) => name === chosen)
      ? [{ name: chosen, count: undefined }, ...facet]
      : facet
  if (brands.length < 2 && !chosen) return null
  const shown = showAll
    ? brands
    : brands.filter(({ name }, i) => i < INITIALLY_SHOWN || name === chosen)
  return (
    <fieldset class="filter">
      <legend>{labels.brand}</legend>
      <label class="choice">
        <input
          type="radio"
          name="brand"
          checked={chosen === undefined}
          onChange={() => refine({ brand: undefined })}
        />
        {labels.everyBrand}
      </label>
      {shown.map(({ name, count }) => (
        <label class="choice" key={name}>
          <input
            type="radio"
            name="brand"
            checked={chosen === name}
            onChange={() => refine({ brand: name })}
          />
          {name}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
      {shown.length < brands.length && (
        <button type="button" class="link-button" onClick={() => setShowAll(true)}>
          {labels.moreBrands(brands.length - shown.length)}
        </button>
      )}
    </fieldset>
  )
}
