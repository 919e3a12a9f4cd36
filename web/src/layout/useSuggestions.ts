import { useEffect, useRef, useState } from 'preact/hooks'
import { suggest } from '../api/products'
import type { Suggestion } from '../api/types'
import { lang } from '../i18n'

/** Long enough for a word's letters to come together, short enough not to be felt. */
const PAUSE_MS = 120
const KEPT = 50
const SHOWN = 8

const answers = new Map<string, Suggestion[]>()

/** Ways to complete `q`; those for the letters before stay until the new ones are there. */
export function useSuggestions(q: string): Suggestion[] {
  const [shown, setShown] = useState<Suggestion[]>([])
  const asked = useRef('')

  useEffect(() => {
    const key = `${lang.value} ${q}`
    asked.current = key
    if (q === '') return setShown([])
    const known = answers.get(key)
    if (known) return setShown(known)
    const abort = new AbortController()
    const timer = setTimeout(() => {
      suggest(q, abort.signal)
        .then((found) => {
          keep(key, found.slice(0, SHOWN))
          if (asked.current === key) setShown(found.slice(0, SHOWN))
        })
        // The search itself does without them.
        .catch(() => undefined)
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [q, lang.value])

  return shown
}

function keep(key: string, found: Suggestion[]): void {
  answers.set(key, found)
  const [oldest] = answers.keys()
  if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest)
}
