/** A question before a page is left on which something would be lost. */

/** Returns whether it holds the way up; then it calls `go` once the way is free. */
type LeaveGuard = (go: () => void) => boolean

let guard: LeaveGuard | null = null

/** Have `ask` decide on each way to another page. Return the function that ends this. */
export function setLeaveGuard(ask: LeaveGuard): () => void {
  guard = ask
  return () => {
    if (guard === ask) guard = null
  }
}

/** Return whether the way to `pathname` is held up; if so, `go` is called once it is free. */
export const isHeldUp = (pathname: string, current: string, go: () => void) =>
  pathname !== current && guard !== null && guard(go)
