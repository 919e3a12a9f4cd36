import { useRef, useState } from 'preact/hooks'
import { listFacets } from '../../api/products'
import type { AttributeFacet } from '../../api/types'
import { useNear } from '../../components/useNearViewport'
import { lang, t } from '../../i18n'
import { useResource } from '../../state/resource'
import { type Chosen, isFull, readAttributes, toggled, writeAttributes } from './attributeParam'
import type { FilterProps } from './filterProps'
import { searchHref } from './searchHref'
import { fromStart, toFacetQuery } from './searchParams'

/** Values that are taken in at a glance; the rest on request. */
const SHOWN = 6

/** What tells the results apart, read once the filters are seen. */
export function AttributeFilters({ search, narrow }: Omit<FilterProps, 'facets'>) {
  const [place, isNear] = useNear<HTMLDivElement>(false)
  const key = `facets ${lang.value} ${searchHref({ ...fromStart(search), sort: undefined })}`
  const { data } = useResource(isNear ? key : null, (signal) =>
    listFacets(toFacetQuery(search), signal),
  )
  // While one narrows the same results further, those of before stand in.
  const subject = `${lang.value} ${searchHref({ q: search.q, category: search.category })}`
  const last = useRef({ subject, found: data?.attributes })
  if (data || last.current.subject !== subject) last.current = { subject, found: data?.attributes }
  const chosen = readAttributes(search.attributes)
  return (
    <div ref={place} class="filters__attributes">
      {groups(last.current.found ?? [], chosen).map((facet) => (
        <AttributeFilter
          key={facet.name}
          facet={facet}
          chosen={chosen}
          choose={(changed) => narrow({ attributes: writeAttributes(changed) })}
        />
      ))}
    </div>
  )
}

interface AttributeFilterProps {
  facet: Group
  chosen: Chosen
  choose: (chosen: Chosen) => void
}

function AttributeFilter({ facet, chosen, choose }: AttributeFilterProps) {
  const [all, setAll] = useState(false)
  const { name, values } = facet
  const isChosen = (value: string) => chosen.get(name)?.includes(value) ?? false
  const shown = all ? values : values.filter(({ value }, i) => i < SHOWN || isChosen(value))
  return (
    <fieldset class="filter">
      <legend>{name}</legend>
      {shown.map(({ value, count }) => (
        <label class="choice" key={value}>
          <input
            type="checkbox"
            checked={isChosen(value)}
            disabled={!isChosen(value) && isFull(chosen)}
            onChange={() => choose(toggled(chosen, name, value))}
          />
          {value}
          {count !== undefined && <span class="choice__count">{count}</span>}
        </label>
      ))}
      {shown.length < values.length && (
        <button type="button" class="link-button" onClick={() => setAll(true)}>
          {t.value.search.moreValues(values.length - shown.length)}
        </button>
      )}
    </fieldset>
  )
}

interface Group {
  name: string
  /** Unknown for those chosen whose count has not come. */
  values: { value: string; count?: number }[]
}

/** By name, so that none moves while it is used; what is chosen is there to be taken back. */
function groups(found: AttributeFacet[], chosen: Chosen): Group[] {
  const all = new Map<string, Group>(found.map((facet) => [facet.name, facet]))
  for (const [name, chosenValues] of chosen) {
    const values = all.get(name)?.values ?? []
    const missing = chosenValues.filter((one) => !values.some(({ value }) => value === one))
    all.set(name, { name, values: [...values, ...missing.map((value) => ({ value }))] })
  }
  return [...all.values()].sort((one, other) => one.name.localeCompare(other.name, lang.value))
}
