import { useRef } from 'preact/hooks'

/**
 * Return `data`; while it is undefined, the last that was read of the same `subject`.
 *
 * A page that is read again in another language stays, and with it what is being done on it.
 */
export function useKept<T>(data: T | undefined, subject = ''): T | undefined {
  const kept = useRef<{ subject: string; data: T } | null>(null)
  if (data !== undefined) kept.current = { subject, data }
  return kept.current?.subject === subject ? kept.current.data : undefined
}
