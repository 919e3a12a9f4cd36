import { useEffect, useRef, useState } from 'preact/hooks'
import { suggest } from '../api/products'
import type { Suggestion } from '../api/types'
import { lang } from '../i18n'

/** The pause in typing after which suggestions are requested. */
const DEBOUNCE_MS = 120
const MAX_CACHED = 50
const MAX_SHOWN = 8

const cache = new Map<string, Suggestion[]>()

/** Return suggestions for `q`; the previous ones until the new ones are read. */
export function useSuggestions(q: string): Suggestion[] {
  const [shown, setShown] = useState<Suggestion[]>([])
  const latest = useRef('')

  useEffect(() => {
    const key = `${lang.value} ${q}`
    latest.current = key
    if (q === '') return setShown([])
    const cached = cache.get(key)
    if (cached) return setShown(cached)
    const abort = new AbortController()
    const timer = setTimeout(() => {
      suggest(q, abort.signal)
        .then((suggestions) => {
          setCached(key, suggestions.slice(0, MAX_SHOWN))
          if (latest.current === key) setShown(suggestions.slice(0, MAX_SHOWN))
        })
        // The search works without suggestions.
        .catch(() => undefined)
    }, DEBOUNCE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [q, lang.value])

  return shown
}

function setCached(key: string, suggestions: Suggestion[]): void {
  cache.set(key, suggestions)
  const [oldest] = cache.keys()
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
}
