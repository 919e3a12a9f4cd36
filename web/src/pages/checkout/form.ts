/** What the shopper filled in, by JSON pointer, and the order it makes. */

import type { Address, Contact, NewOrder, Notify, User } from '../../api/types'
import { addressTexts, readAddress } from '../../components/address/addressValues'
import { toE164 } from '../../components/address/countries'
import { t } from '../../i18n'

export interface Values {
  /** Text by pointer: "/contact/email". */
  texts: Record<string, string>
  notify: Notify[]
}

/** What is wrong, by the pointer of the field. */
export type Faults = Record<string, string>

const required = [
  '/contact/name',
  '/contact/email',
  '/shipping_address/line1',
  '/shipping_address/postal_code',
  '/shipping_address/city',
  '/shipping_address/country',
]

/** The pointer of what the parcel goes to. */
export const ADDRESS = '/shipping_address'

const DRAFT = 'tienda.checkout.draft'

export function readForm(form: HTMLFormElement): Values {
  const data = new FormData(form)
  const texts: Record<string, string> = {}
  for (const [name, value] of data) {
    if (name.startsWith('/') && name !== '/notify' && typeof value === 'string')
      texts[name] = value.trim()
  }
  return { texts, notify: data.getAll('/notify') as Notify[] }
}

export function findFaults({ texts, notify }: Values): Faults {
  const words = t.value.checkout
  const faults: Faults = {}
  const text = (pointer: string) => texts[pointer] ?? ''
  for (const pointer of required) {
    if (!text(pointer)) faults[pointer] = words.required
  }
  const email = text('/contact/email')
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) faults['/contact/email'] = words.badEmail
  const phone = text('/contact/phone')
  if (notify.includes('sms') && !phone) faults['/contact/phone'] = words.required
  if (phone && !toE164(phone, text('/shipping_address/country'))) {
    faults['/contact/phone'] = words.badPhone
  }
  if (notify.length === 0) faults['/notify'] = words.chooseOne
  return faults
}

/** The order as the API takes it; call only with values that have no faults. */
export function toOrder({ texts, notify }: Values): NewOrder {
  const text = (pointer: string) => texts[pointer] ?? ''
  const optional = <K extends string>(name: K, value: string | null) =>
    value ? ({ [name]: value } as Record<K, string>) : {}
  const country = text('/shipping_address/country')
  const contact: Contact = {
    name: text('/contact/name'),
    email: text('/contact/email'),
    ...optional('phone', toE164(text('/contact/phone'), country)),
  }
  return { contact, shipping_address: readAddress(texts, ADDRESS), notify }
}

export function keepDraft(values: Values): void {
  sessionStorage.setItem(DRAFT, JSON.stringify(values))
}

export function dropDraft(): void {
  sessionStorage.removeItem(DRAFT)
}

/** What the form begins with: what was written before in this tab, or what the account knows. */
export function firstValues(user: User | null, kept: Address | undefined): Values {
  const known: Values = {
    texts: {
      '/contact/name': user?.name ?? '',
      '/contact/email': user?.email ?? '',
      '/contact/phone': user?.phone ?? '',
      '/shipping_address/country': 'ES',
      ...(kept && addressTexts(kept, ADDRESS)),
    },
    notify: ['email'],
  }
  const draft = readDraft()
  if (!draft) return known
  const written = Object.entries(draft.texts).filter(([, text]) => text !== '')
  return { texts: { ...known.texts, ...Object.fromEntries(written) }, notify: draft.notify }
}

function readDraft(): Values | null {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null') as Values | null
  } catch {
    return null
  }
}
