/** The browser's own formats, each made once: making one takes a slow phone longer than a page. */

import type { Lang } from './language'

/** Both languages are written as in Europe: 24-hour days first, the euro where it is spent. */
export const locales: Record<Lang, string> = { es: 'es-ES', en: 'en-IE' }

/** Has what `make` makes of the same words made once. */
export function kept<Words extends string[], Made>(
  make: (...words: Words) => Made,
): (...words: Words) => Made {
  const made = new Map<string, Made>()
  return (...words) => {
    const key = words.join(' ')
    const found = made.get(key) ?? make(...words)
    made.set(key, found)
    return found
  }
}

export const moneyFormat = kept(
  (language: Lang, currency: string) =>
    new Intl.NumberFormat(locales[language], { style: 'currency', currency }),
)
