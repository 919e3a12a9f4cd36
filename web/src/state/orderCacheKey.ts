import { lang } from '../i18n'

/** Under which an order is remembered, so that the page after buying shows it at once. */
export const orderKey = (id: string) => `order ${lang.value} ${id}`
