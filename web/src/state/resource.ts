/** Reading from the API inside a component: loading, answer or error, and a small cache. */

import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks'

export interface Resource<T> {
  data: T | undefined
  error: unknown
  reload: () => void
}

const KEPT = 60

/** Recent answers by key, so that Back shows its page at once while it is read anew. */
const answers = new Map<string, unknown>()

export function remember(key: string, answer: unknown): void {
  answers.delete(key)
  answers.set(key, answer)
  const [oldest] = answers.keys()
  if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest)
}

/** Whether `key` has been read lately, so that its part of a page shows at once. */
export const isRemembered = (key: string) => answers.has(key)

export function forget(): void {
  answers.clear()
}

/** Reads `key` by `read`; a null key reads nothing. A new key aborts the reading before it. */
export function useResource<T>(
  key: string | null,
  read: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const [round, reload] = useReducer((n: number) => n + 1, 0)
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  const failed = useRef<{ key: string; error: unknown } | null>(null)

  // `key` stands for all that `read` closes over.
  useEffect(() => {
    if (key === null) return
    const abort = new AbortController()
    failed.current = null
    read(abort.signal)
      .then((answer) => {
        remember(key, answer)
        if (!abort.signal.aborted) redraw(0)
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        failed.current = { key, error }
        redraw(0)
      })
    return () => abort.abort()
  }, [key, round])

  const retry = useCallback(() => {
    failed.current = null
    reload(0)
  }, [])

  return {
    data: key === null ? undefined : (answers.get(key) as T | undefined),
    error: failed.current?.key === key ? failed.current?.error : null,
    reload: retry,
  }
}
