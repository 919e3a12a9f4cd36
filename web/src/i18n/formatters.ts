/** The browser's formatters (`Intl`), each made once: on a slow phone, making one is expensive. */

import type { Lang } from './language'

/** European conventions in both languages: 24-hour times, the day before the month, euros. */
export const locales: Record<Lang, string> = { es: 'es-ES', en: 'en-IE' }

/** Return `make` with its results cached by its arguments. */
export function memoize<Args extends string[], Result>(
  make: (...args: Args) => Result,
): (...args: Args) => Result {
  const results = new Map<string, Result>()
  return (...args) => {
    const key = args.join(' ')
    const result = results.get(key) ?? make(...args)
    results.set(key, result)
    return result
  }
}

export const moneyFormat = memoize(
  (language: Lang, currency: string) =>
    new Intl.NumberFormat(locales[language], { style: 'currency', currency }),
)
