/** The shopper's language, and the shop's messages in it. */

import { computed, effect, signal } from '@preact/signals'
import { en } from './en'
import { es, type Messages } from './es'
import { initialLanguage, type Lang, storeLanguage } from './language'

export { type Lang, languages } from './language'

const messages: Record<Lang, Messages> = { es, en }

export const lang = signal<Lang>('es')

/** The messages in the current language; a component that reads it renders again on a switch. */
export const t = computed(() => messages[lang.value])

/** Set the first language, and keep the document's `lang` up to date. */
export function startLanguage(): void {
  lang.value = initialLanguage()
  effect(() => {
    document.documentElement.lang = lang.value
  })
}

export function switchLanguage(to: Lang): void {
  storeLanguage(to)
  lang.value = to
}
