/** The one client of the API: language, JSON, problems, and one refresh of an expired session. */

import { lang } from '../i18n'
import { NetworkError, Problem, readProblem } from './problem'
import type { Query } from './query'
import { DEFAULT_INIT, REVALIDATE, requestUrl, TIMEOUT_MS, takePrefetched } from './request'
import { refreshSession } from './sessionRefresh'

export interface CallOptions {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Ask the server before using the browser's cache; CloudFront's may still be a moment behind. */
  revalidate?: boolean
  /** Called with the version of what was read or written, for `If-Match`. */
  onEtag?: (etag: string) => void
}

/**
 * Send a request and return the body of the response; undefined where it has none.
 *
 * Throw a Problem where the API refuses, a NetworkError where no response arrives.
 */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const startedAt = Date.now()
  try {
    return await send<T>(method, path, options)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    const result = await refreshSession(error.reason, startedAt)
    // A guest may read what is public. A write must not be repeated as a guest, unasked.
    const retry = result === 'refreshed' || (result === 'ended' && method === 'GET')
    if (!retry) throw error
    return send<T>(method, path, options)
  }
}

async function send<T>(method: string, path: string, options: CallOptions): Promise<T> {
  const { query, body, headers, signal, revalidate, onEtag } = options
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const init: RequestInit = {
    ...DEFAULT_INIT,
    ...(revalidate && REVALIDATE),
    method,
    headers: { ...DEFAULT_INIT.headers, ...headers },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { ...init.headers, 'Content-Type': 'application/json' }
  }
  try {
    const url = requestUrl(path, lang.value, query)
    const prefetched = method === 'GET' ? takePrefetched(url) : undefined
    const response = await (prefetched ?? fetch(url, init))
    if (!response.ok) throw await readProblem(response)
    onEtag?.(response.headers.get('ETag') ?? '')
    const isEmpty = response.status === 202 || response.status === 204
    return (isEmpty ? undefined : await response.json()) as T
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error
    throw new NetworkError('no response', { cause: error })
  }
}
