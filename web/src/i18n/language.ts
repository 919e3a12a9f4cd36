/** Which language the shop begins in. */

export const languages = ['es', 'en'] as const
export type Lang = (typeof languages)[number]

const KEPT = 'tienda.lang'

/** Decides the language at start: the address, then the last choice, then the browser. */
export function chooseLanguage(
  address: string | null,
  kept: string | null,
  browser: readonly string[],
): Lang {
  const wishes = [address, kept, ...browser].map((wish) => wish?.slice(0, 2).toLowerCase())
  return languages.find((known) => known === wishes.find(isLang)) ?? 'es'
}

/** The language of whoever has come. */
export function firstLanguage(): Lang {
  const address = new URLSearchParams(location.search).get('lang')
  return chooseLanguage(address, localStorage.getItem(KEPT), navigator.languages)
}

export function keepLanguage(lang: Lang): void {
  localStorage.setItem(KEPT, lang)
}

function isLang(wish: string | undefined): wish is Lang {
  return languages.some((known) => known === wish)
}
