/** Reads from the API inside a component: data, error and retry, over a small cache. */

import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks'

export interface Resource<T> {
  data: T | undefined
  error: unknown
  reload: () => void
}

const MAX_CACHED = 60

/** Recent responses by key: Back shows its page at once, while it is read again. */
const cache = new Map<string, unknown>()

export function setCached(key: string, data: unknown): void {
  cache.delete(key)
  cache.set(key, data)
  const [oldest] = cache.keys()
  if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
}

export const isCached = (key: string) => cache.has(key)

export function clearCache(): void {
  cache.clear()
}

/** Read `key` by `read`; a null key reads nothing. A new key aborts the read of the previous one. */
export function useResource<T>(
  key: string | null,
  read: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const [round, readAgain] = useReducer((n: number) => n + 1, 0)
  const [, rerender] = useReducer((n: number) => n + 1, 0)
  const failed = useRef<{ key: string; error: unknown } | null>(null)

  // `key` stands for all that `read` closes over.
  useEffect(() => {
    if (key === null) return
    const abort = new AbortController()
    failed.current = null
    read(abort.signal)
      .then((data) => {
        setCached(key, data)
        if (!abort.signal.aborted) rerender(0)
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        failed.current = { key, error }
        rerender(0)
      })
    return () => abort.abort()
  }, [key, round])

  const reload = useCallback(() => {
    failed.current = null
    readAgain(0)
  }, [])

  return {
    data: key === null ? undefined : (cache.get(key) as T | undefined),
    error: failed.current?.key === key ? failed.current?.error : null,
    reload,
  }
}
