/** The values of the checkout's form, their validation, and the order made of them. */

import type { Address, Contact, NewOrder, Notify, User } from '../../api/types'
import {
  addressErrors,
  addressFromValues,
  addressToValues,
} from '../../components/address/addressValues'
import { isBlank, oneLine } from '../../components/lineText'
import { phoneFault } from '../../components/phoneNumber'
import { t } from '../../i18n'

export interface FormValues {
  /** Texts by JSON pointer, such as "/contact/email". */
  texts: Record<string, string>
  notify: Notify[]
}

/** Errors by the pointer of the field. */
export type FieldErrors = Record<string, string>

const required = ['/contact/name', '/contact/email']

/** The JSON pointer of the shipping address. */
export const ADDRESS = '/shipping_address'

const DRAFT_KEY = 'tienda.checkout.draft'

export function readForm(form: HTMLFormElement): FormValues {
  const data = new FormData(form)
  const texts: Record<string, string> = {}
  for (const [name, value] of data) {
    if (name.startsWith('/') && name !== '/notify' && typeof value === 'string')
      texts[name] = oneLine(value)
  }
  return { texts, notify: data.getAll('/notify') as Notify[] }
}

/** Return what is invalid or missing; the API checks it again. */
export function validate({ texts, notify }: FormValues): FieldErrors {
  const labels = t.value.checkout
  const fieldErrors = addressErrors(texts, ADDRESS)
  const text = (pointer: string) => texts[pointer] ?? ''
  for (const pointer of required) {
    if (isBlank(text(pointer))) fieldErrors[pointer] = labels.required
  }
  const email = text('/contact/email')
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    fieldErrors['/contact/email'] = labels.badEmail
  const phone = text('/contact/phone')
  if (notify.includes('sms') && !phone) fieldErrors['/contact/phone'] = labels.required
  const fault = phone ? phoneFault(phone) : null
  if (fault) fieldErrors['/contact/phone'] = labels.badPhone[fault]
  if (notify.length === 0) fieldErrors['/notify'] = labels.chooseOne
  return fieldErrors
}

/** Return the order as the API takes it, of values that are valid. */
export function toOrder({ texts, notify }: FormValues): NewOrder {
  const text = (pointer: string) => texts[pointer] ?? ''
  const optional = <K extends string>(name: K, value: string | null) =>
    value ? ({ [name]: value } as Record<K, string>) : {}
  const contact: Contact = {
    name: text('/contact/name'),
    email: text('/contact/email'),
    ...optional('phone', text('/contact/phone')),
  }
  return { contact, shipping_address: addressFromValues(texts, ADDRESS), notify }
}

export function saveDraft(values: FormValues): void {
  sessionStorage.setItem(DRAFT_KEY, JSON.stringify(values))
}

export function deleteDraft(): void {
  sessionStorage.removeItem(DRAFT_KEY)
}

/** Return the form's initial values: the draft of this tab, else what the account has. */
export function initialValues(user: User | null, saved: Address | undefined): FormValues {
  const fromAccount: FormValues = {
    texts: {
      '/contact/name': user?.name ?? '',
      '/contact/email': user?.email ?? '',
      '/contact/phone': user?.phone ?? '',
      ...(saved && addressToValues(saved, ADDRESS)),
    },
    notify: ['email'],
  }
  const draft = readDraft()
  if (!draft) return fromAccount
  const typed = Object.entries(draft.texts).filter(([, text]) => text !== '')
  return { texts: { ...fromAccount.texts, ...Object.fromEntries(typed) }, notify: draft.notify }
}

function readDraft(): FormValues | null {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT_KEY) ?? 'null') as FormValues | null
  } catch {
    return null
  }
}
