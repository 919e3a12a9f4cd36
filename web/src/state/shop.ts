/** What holds for the whole shop, read where it is needed. */

import { getShop } from '../api/shop'
import { useResource } from './resource'

/** Return the shop, read unless `isNeeded` is false. */
export const useShop = (isNeeded = true) => useResource(isNeeded ? 'shop' : null, getShop)
