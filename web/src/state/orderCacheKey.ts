import { lang } from '../i18n'

/** Return the key under which `resource.ts` caches an order: placed, it is shown without a read. */
export const orderCacheKey = (id: string) => `order ${lang.value} ${id}`
