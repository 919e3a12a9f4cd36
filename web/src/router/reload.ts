/** Recovery when a page's code cannot be fetched: no network, or a release has removed the code. */

const RELOADED_AT = 'tienda.reloaded-at'

/** A second failure so soon after a reload would not be cured by one more. */
const MIN_INTERVAL_MS = 10_000

/**
 * Reload the document, which names the code of the current release. Return false if that cannot help.
 *
 * Ask first whether the store is reachable: if not, a reload would replace the page by an error.
 */
export async function reloadPage(): Promise<boolean> {
  const last = Number(sessionStorage.getItem(RELOADED_AT))
  if (Date.now() - last < MIN_INTERVAL_MS || !(await isReachable())) return false
  sessionStorage.setItem(RELOADED_AT, String(Date.now()))
  location.reload()
  return true
}

const isReachable = () =>
  fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
