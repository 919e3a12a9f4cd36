/**
 * Renewing an expired session, once at a time over all tabs.
 *
 * Refresh tokens rotate, and using an old one ends the whole family: two tabs that
 * refresh at once would sign the shopper out. The lock makes the second wait, and the
 * time of the last renewal tells it that there is nothing left to do.
 */

import { signal } from '@preact/signals'

const RENEWED_AT = 'tienda.renewed-at'
const SIGNED_IN = 'tienda.signed-in'

/** Remembers that this browser has a session, since its cookies cannot be seen from here. */
export function rememberSession(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(SIGNED_IN, '1')
  else localStorage.removeItem(SIGNED_IN)
}

/** Whether it has one, as far as was remembered; asking as a guest would only be refused. */
export const hasSession = () => localStorage.getItem(SIGNED_IN) !== null

/** Renewed: repeat the call. Ended: the browser is a guest's now. Neither: it was not about that. */
export type Renewal = 'renewed' | 'ended' | 'neither'

/** Changes each time a session turns out to be over. */
export const sessionsEnded = signal(0)

/** What can be done about a call that was refused with `reason`. */
export async function renewSession(reason: string, callStartedAt: number): Promise<Renewal> {
  const expired = reason === 'token-expired' || (reason === 'not-signed-in' && hasSession())
  if (!expired) return 'neither'
  const renew = () => renewUnlessJustDone(callStartedAt)
  return navigator.locks ? navigator.locks.request('tienda.renewal', renew) : renew()
}

async function renewUnlessJustDone(callStartedAt: number): Promise<Renewal> {
  if (Number(localStorage.getItem(RENEWED_AT)) > callStartedAt) return 'renewed'
  const response = await fetch('/users/session/refresh', { method: 'POST' }).catch(() => null)
  if (response?.ok) {
    localStorage.setItem(RENEWED_AT, String(Date.now()))
    return 'renewed'
  }
  if (response?.status !== 401) return 'neither'
  rememberSession(false)
  sessionsEnded.value += 1
  return 'ended'
}
