/** One way to the API: language, JSON, problems, and an expired session renewed once. */

import { lang } from '../i18n'
import { NoAnswer, Problem, readProblem } from './problem'
import type { Query } from './query'
import { DEFAULT_INIT, REVALIDATE, requestUrl, TIMEOUT_MS, takePrefetched } from './request'
import { renewSession } from './sessionRefresh'

export interface Call {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Ask before what the browser has kept is shown; CloudFront alone may be a moment behind. */
  revalidate?: boolean
  /** Told the version of what was read or written, for `If-Match`. */
  tagged?: (tag: string) => void
}

export async function call<T>(method: string, path: string, options: Call = {}): Promise<T> {
  const startedAt = Date.now()
  try {
    return await send<T>(method, path, options)
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    const renewal = await renewSession(error.reason, startedAt)
    // A guest may read what a guest sees, but nothing is done in a guest's name unasked.
    const again = renewal === 'renewed' || (renewal === 'ended' && method === 'GET')
    if (!again) throw error
    return send<T>(method, path, options)
  }
}

async function send<T>(method: string, path: string, options: Call): Promise<T> {
  const { query, body, headers, signal, revalidate, tagged } = options
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
    tagged?.(response.headers.get('ETag') ?? '')
    const isEmpty = response.status === 202 || response.status === 204
    return (isEmpty ? undefined : await response.json()) as T
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error
    throw new NoAnswer('no answer', { cause: error })
  }
}
