import { useRef, useState } from 'preact/hooks'
import { listFacets } from '../../api/products'
import type { AttributeFacet } from '../../api/types'
import { useNearViewport } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'
import {
  type ChosenAttributes,
  formatAttributes,
  isFull,
  parseAttributes,
  toggle,
} from './attributeParam'
import type { FilterProps } from './filterProps'
import { searchHref } from './searchHref'
import { firstPageOf, toFacetQuery } from './searchParams'

/** Values of an attribute that are shown at first. */
const INITIALLY_SHOWN = 6

/** Checkboxes for the attributes of the results, read once the filters come near the viewport. */
export function AttributeFilters({ search, refine }: Omit<FilterProps, 'facets'>) {
  const [ref, isNear] = useNearViewport<HTMLDivElement>(false)
  const key = `facets ${lang.value} ${searchHref({ ...firstPageOf(search), sort: undefined })}`
  const { data } = useResource(isNear ? key : null, (signal) =>
    listFacets(toFacetQuery(search), signal),
  )
  // While the same search is refined further, the previous facets stay until the new ones are read.
  const base = `${lang.value} ${searchHref({ q: search.q, category: search.category })}`
  const last = useRef({ base, facets: data?.attributes })
  if (data || last.current.base !== base) last.current = { base, facets: data?.attributes }
  const chosen = parseAttributes(search.attributes)
  return (
    <div ref={ref} class="filters__attributes">
      {groupsOf(last.current.facets ?? [], chosen).map((facet) => (
        <AttributeFilter
          key={facet.name}
          facet={facet}
          chosen={chosen}
          onChange={(changed) => refine({ attributes: formatAttributes(changed) })}
        />
      ))}
    </div>
  )
}

interface AttributeFilterProps {
  facet: Group
  chosen: ChosenAttributes
  onChange: (chosen: ChosenAttributes) => void
}

function AttributeFilter({ facet, chosen, onChange }: AttributeFilterProps) {
  const [showAll, setShowAll] = useState(false)
  const { name, values } = facet
  const isChosen = (value: string) => chosen.get(name)?.includes(value) ?? false
  const shown = showAll
    ? values
    : values.filter(({ value }, i) => i < INITIALLY_SHOWN || isChosen(value))
  return (
    <fieldset class="filter">
      <legend>{name}</legend>
      {shown.map(({ value, count }) => (
        <label class="choice" key={value}>
          <input
            type="checkbox"
            checked={isChosen(value)}
            disabled={!isChosen(value) && isFull(chosen)}
            onChange={() => onChange(toggle(chosen, name, value))}
          />
          {value}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
      {shown.length < values.length && (
        <button type="button" class="link-button" onClick={() => setShowAll(true)}>
          {t.value.search.moreValues(values.length - shown.length)}
        </button>
      )}
    </fieldset>
  )
}

interface Group {
  name: string
  /** Undefined for a chosen value that the facets do not have. */
  values: { value: string; count?: number }[]
}

/** Return the facets in the order of their names, with all chosen values, which can be undone. */
function groupsOf(facets: AttributeFacet[], chosen: ChosenAttributes): Group[] {
  const groups = new Map<string, Group>(facets.map((facet) => [facet.name, facet]))
  for (const [name, chosenValues] of chosen) {
    const values = groups.get(name)?.values ?? []
    const missing = chosenValues.filter(
      (chosenValue) => !values.some(({ value }) => value === chosenValue),
    )
    groups.set(name, { name, values: [...values, ...missing.map((value) => ({ value }))] })
  }
  return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name, lang.value))
}
