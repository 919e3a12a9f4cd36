/**
 * Matches paths against patterns such as `/producto/:slug`.
 *
 * Links are copied, typed and mangled: a slash too many and capital letters make no difference.
 */

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
    else if (segment !== decode(value)) return null
  }
  return params
}

/** Return `url` with the one spelling of its path: lower case, and no slash more than needed. */
export function canonicalUrl(url: URL): URL {
  const canonical = new URL(url)
  // An escape means the same in either case.
  canonical.pathname = `/${segmentsOf(url.pathname).join('/').toLowerCase()}`
  return canonical
}

const segmentsOf = (path: string) => path.split('/').filter(Boolean)

/** Slugs and ids have no capital letters. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment).toLowerCase()
  } catch {
    return segment
  }
}
