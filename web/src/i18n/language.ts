/** The choice of the shop's language. */

export const languages = ['es', 'en'] as const
export type Lang = (typeof languages)[number]

const STORED = 'tienda.lang'

/** Return the language that the URL asks for, else the stored choice, else the browser's. */
export function chooseLanguage(
  fromUrl: string | null,
  stored: string | null,
  browser: readonly string[],
): Lang {
  const preferred = [fromUrl, stored, ...browser].map((tag) => tag?.slice(0, 2).toLowerCase())
  return languages.find((lang) => lang === preferred.find(isLang)) ?? 'es'
}

/** Return the language in which the shop starts for this shopper. */
export function initialLanguage(): Lang {
  const fromUrl = new URLSearchParams(location.search).get('lang')
  return chooseLanguage(fromUrl, localStorage.getItem(STORED), navigator.languages)
}

export function storeLanguage(lang: Lang): void {
  localStorage.setItem(STORED, lang)
}

function isLang(code: string | undefined): code is Lang {
  return languages.some((lang) => lang === code)
}
