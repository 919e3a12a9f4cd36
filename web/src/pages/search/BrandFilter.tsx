import { useState } from 'preact/hooks'
import { t } from '../../i18n'
import type { FilterProps } from './filterProps'

/** As many as are taken in at a glance; the rest on request. */
const SHOWN = 6

/** The brands of the results, the fullest first; nothing where they are all of one. */
export function BrandFilter({ search, facets, narrow }: FilterProps) {
  const words = t.value.search
  const [all, setAll] = useState(false)
  const chosen = search.brand
  const found = facets?.brands ?? []
  // The chosen one must stay on the list to be taken back.
  const brands =
    chosen && !found.some(({ name }) => name === chosen)
      ? [{ name: chosen, count: undefined }, ...found]
      : found
  if (brands.length < 2 && !chosen) return null
  const shown = all ? brands : brands.filter(({ name }, i) => i < SHOWN || name === chosen)
  return (
    <fieldset class="filter">
      <legend>{words.brand}</legend>
      <label class="choice">
        <input
          type="radio"
          name="brand"
          checked={chosen === undefined}
          onChange={() => narrow({ brand: undefined })}
        />
        {words.everyBrand}
      </label>
      {shown.map(({ name, count }) => (
        <label class="choice" key={name}>
          <input
            type="radio"
            name="brand"
            checked={chosen === name}
            onChange={() => narrow({ brand: name })}
          />
          {name}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
      {shown.length < brands.length && (
        <button type="button" class="link-button" onClick={() => setAll(true)}>
          {words.moreBrands(brands.length - shown.length)}
        </button>
      )}
    </fieldset>
  )
}
