import { call } from './client'
import type { Shop } from './types'

/** Return what holds for the whole shop, such as its currency. */
export const getShop = (signal?: AbortSignal) => call<Shop>('GET', '/shop', { signal })
