import { useRef } from 'preact/hooks'
import type { Facets } from '../../api/types'
import { useShop } from '../../state/shop'

/** Return the currency of the shop's prices; undefined until it is known. */
export function useCurrency(facets: Facets | undefined): string | undefined {
  const ofResults = facets?.price.min?.currency
  // Where there are no results to tell it, the shop does.
  const { data: shop } = useShop(facets !== undefined && !ofResults)
  const known = useRef<string | undefined>(undefined)
  known.current = ofResults ?? known.current ?? shop?.currency
  return known.current
}
