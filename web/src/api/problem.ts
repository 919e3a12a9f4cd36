/** The errors of API calls: RFC 9457 problem documents, and responses that never arrived. */

import type { Money, ProductState } from './types'

/** One entry of a problem's `errors`; which members it has depends on the reason. */
export interface ProblemEntry {
  pointer?: string
  detail?: string
  product_id?: string
  requested?: number
  available?: number
  allowed?: number
  seen?: Money
  current?: Money
  slug?: string
  name?: string
  state?: ProductState
}

/** A refusal by the API. `message` is in the shopper's language. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly status: number,
    /** The last part of the problem's type, such as "out-of-stock". */
    readonly reason: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: ProblemEntry[] = [],
  ) {
    super(detail || title || reason)
  }

  /** False if the server may have done the work, or may do it on a retry. */
  get isDefinite(): boolean {
    // A proxy's 429 says nothing of the order; the shop's own does.
    if (this.reason === 'too-many-orders') return true
    return this.status >= 400 && this.status < 500 && ![408, 425, 429].includes(this.status)
  }

  /** The details by JSON pointer, to be shown at their fields. */
  get byPointer(): Record<string, string> {
    const details: Record<string, string> = {}
    for (const { pointer, detail } of this.errors) {
      if (pointer !== undefined) details[pointer] ??= detail ?? this.message
    }
    return details
  }
}

/** No response arrived: offline, reset, or timed out. The server may have done the work. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

/** Return the problem of any error response, also of a proxy's that is no problem document. */
export async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '')
  const body = parseObject(text)
  const type = stringOf(body.type)
  return new Problem(
    response.status,
    type.split(/[/:#]/).findLast(Boolean) ?? `http-${response.status}`,
    stringOf(body.title),
    stringOf(body.detail),
    Array.isArray(body.errors) ? body.errors.filter(isEntry) : [],
  )
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const isEntry = (value: unknown): value is ProblemEntry =>
  typeof value === 'object' && value !== null
