/** Query strings. */

export type Query = Record<string, string | number | boolean | undefined>

/** Return a query string, with its `?`; empty and undefined values are left out. */
export function queryString(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value))
  }
  const text = params.toString()
  return text && `?${text}`
}
