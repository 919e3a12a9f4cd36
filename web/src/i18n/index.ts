/** The language of the shopper, and what the shop says in it. */

import { computed, effect, signal } from '@preact/signals'
import { en } from './en'
import { es, type Messages } from './es'

export const languages = ['es', 'en'] as const
export type Lang = (typeof languages)[number]

const KEPT = 'tienda.lang'
const messages: Record<Lang, Messages> = { es, en }

export const lang = signal<Lang>('es')

/** The messages of the current language; reading it in a component follows a switch. */
export const t = computed(() => messages[lang.value])

/** Decides the language at start: the address, then the last choice, then the browser. */
export function chooseLanguage(
  address: string | null,
  kept: string | null,
  browser: readonly string[],
): Lang {
  const wishes = [address, kept, ...browser].map((wish) => wish?.slice(0, 2).toLowerCase())
  return languages.find((known) => known === wishes.find(isLang)) ?? 'es'
}

export function startLanguage(): void {
  const address = new URLSearchParams(location.search).get('lang')
  lang.value = chooseLanguage(address, localStorage.getItem(KEPT), navigator.languages)
  effect(() => {
    document.documentElement.lang = lang.value
  })
}

export function switchLanguage(to: Lang): void {
  localStorage.setItem(KEPT, to)
  lang.value = to
}

function isLang(wish: string | undefined): wish is Lang {
  return languages.some((known) => known === wish)
}
