/**
 * Refresh an expired session, in one tab at a time.
 *
 * Refresh tokens rotate, and the use of an old one ends the session: two tabs that refresh at once
 * would sign the shopper out. The lock makes the second tab wait, and the time of the last refresh
 * tells it that the work is done.
 */

import { signal } from '@preact/signals'

const REFRESHED_AT = 'tienda.renewed-at'
const SIGNED_IN = 'tienda.signed-in'

/** Store whether this browser has a session: scripts cannot see its cookies. */
export function rememberSignedIn(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(SIGNED_IN, '1')
  else localStorage.removeItem(SIGNED_IN)
}

/** Whether this browser has a session, as far as was stored. A guest's call would be refused. */
export const hasSession = () => localStorage.getItem(SIGNED_IN) !== null

/**
 * Refreshed: repeat the call. Ended: the session is over. Unchanged: the call was not refused for an
 * expired session, or the refresh failed and may be tried later.
 */
export type RefreshResult = 'refreshed' | 'ended' | 'unchanged'

/** Counts the sessions that turned out to be over. */
export const endedSessions = signal(0)

/** Refresh the session if a call was refused, with `reason`, because the session has expired. */
export async function refreshSession(
  reason: string,
  callStartedAt: number,
): Promise<RefreshResult> {
  const expired = reason === 'token-expired' || (reason === 'not-signed-in' && hasSession())
  if (!expired) return 'unchanged'
  const refresh = () => refreshUnlessDone(callStartedAt)
  return navigator.locks ? navigator.locks.request('tienda.renewal', refresh) : refresh()
}

async function refreshUnlessDone(callStartedAt: number): Promise<RefreshResult> {
  if (Number(localStorage.getItem(REFRESHED_AT)) > callStartedAt) return 'refreshed'
  // Also when the page is left meanwhile: the answer has the next token.
  const request = { method: 'POST', keepalive: true }
  const response = await fetch('/users/session/refresh', request).catch(() => null)
  if (response?.ok) {
    localStorage.setItem(REFRESHED_AT, String(Date.now()))
    return 'refreshed'
  }
  if (response?.status !== 401) return 'unchanged'
  rememberSignedIn(false)
  endedSessions.value += 1
  return 'ended'
}
