/** Which page a path asks for. */

export type Params = Record<string, string>

/** The values of `:name` parts, or null when the path is another. */
export function matchPath(pattern: string, pathname: string): Params | null {
  const wanted = parts(pattern)
  const given = parts(pathname)
  if (wanted.length !== given.length) return null
  const params: Params = {}
  for (const [i, want] of wanted.entries()) {
    const have = given[i] as string
    if (want.startsWith(':')) params[want.slice(1)] = decode(have)
    else if (want !== have) return null
  }
  return params
}

const parts = (path: string) => path.split('/').filter(Boolean)

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
