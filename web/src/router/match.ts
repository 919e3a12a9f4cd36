/** Matches paths against patterns such as `/producto/:slug`. */

export type Params = Record<string, string>

/** Return the values of the pattern's `:name` segments; null if the path does not match. */
export function matchPath(pattern: string, pathname: string): Params | null {
  const expected = segmentsOf(pattern)
  const actual = segmentsOf(pathname)
  if (expected.length !== actual.length) return null
  const params: Params = {}
  for (const [i, segment] of expected.entries()) {
    const value = actual[i] as string
    if (segment.startsWith(':')) params[segment.slice(1)] = decode(value)
    else if (segment !== value) return null
  }
  return params
}

const segmentsOf = (path: string) => path.split('/').filter(Boolean)

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
