/** Who is shopping. Asked for only by the pages that need to know. */

import { signal } from '@preact/signals'
import { NoAnswer, Problem } from '../api/problem'
import { hasSession, rememberSession, sessionsEnded } from '../api/sessionRefresh'
import type { Credentials, NewUser, User } from '../api/types'
import * as api from '../api/users'
import { loadCart } from './cart'
import { forget } from './resource'

/** Undefined until asked, null for a guest. */
export const user = signal<User | null | undefined>(undefined)

sessionsEnded.subscribe(() => {
  if (user.peek()) user.value = null
})

/** Who it is, as far as can be known now: with accounts down, checkout goes on as a guest. */
export async function loadUser(options?: { anew: boolean }): Promise<void> {
  try {
    await findUser(options)
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof NoAnswer)) throw error
    user.value = null
  }
}

/** Who it is; throws where the store does not say. */
export async function findUser({ anew = false } = {}): Promise<void> {
  if (user.value && !anew) return
  if (!hasSession()) {
    user.value = null
    return
  }
  try {
    signedIn(await api.whoAmI())
  } catch (error) {
    if (!(error instanceof Problem) || !error.isDefinite) throw error
    user.value = null
  }
}

export async function logIn(credentials: Credentials): Promise<void> {
  signedIn(await api.logIn(credentials))
  await loadCart()
}

export async function register(newUser: NewUser): Promise<void> {
  signedIn(await api.register(newUser))
  await loadCart()
}

export async function logOut(): Promise<void> {
  await api.logOut()
  signedOut()
  await loadCart()
}

/** Closes the account for good. */
export async function closeAccount(): Promise<void> {
  await api.deleteUser()
  signedOut()
  await loadCart()
}

/** Forgets whoever it was: the store has ended their session. */
export function signedOut(): void {
  rememberSession(false)
  user.value = null
  forget()
}

function signedIn(who: User): void {
  rememberSession(true)
  user.value = who
}
