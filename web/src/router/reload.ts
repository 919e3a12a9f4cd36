/** A page whose code could not be fetched: the line is down, or a release has taken the code away. */

const RELOADED_AT = 'tienda.reloaded-at'

/** A page that was fetched anew so shortly before and fails again would only fail once more. */
const PAUSE_MS = 10_000

/**
 * Fetches the page anew, by which it finds the code of today; answers false where that cannot help.
 *
 * First asks whether the store is there: a page that is left for one that cannot come is lost.
 */
export async function renewPage(): Promise<boolean> {
  const last = Number(sessionStorage.getItem(RELOADED_AT))
  if (Date.now() - last < PAUSE_MS || !(await isThere())) return false
  sessionStorage.setItem(RELOADED_AT, String(Date.now()))
  location.reload()
  return true
}

const isThere = () =>
  fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
