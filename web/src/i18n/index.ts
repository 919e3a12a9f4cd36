/** The language of the shopper, and what the shop says in it. */

import { computed, effect, signal } from '@preact/signals'
import { en } from './en'
import { es, type Messages } from './es'
import { firstLanguage, keepLanguage, type Lang } from './language'

export { type Lang, languages } from './language'

const messages: Record<Lang, Messages> = { es, en }

export const lang = signal<Lang>('es')

/** The messages of the current language; reading it in a component follows a switch. */
export const t = computed(() => messages[lang.value])

export function startLanguage(): void {
  lang.value = firstLanguage()
  effect(() => {
    document.documentElement.lang = lang.value
  })
}

export function switchLanguage(to: Lang): void {
  keepLanguage(to)
  lang.value = to
}
