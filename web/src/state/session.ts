/** The signed-in user. Read only by the pages that need to know. */

import { signal } from '@preact/signals'
import { NetworkError, Problem } from '../api/problem'
import { endedSessions, hasSession, rememberSignedIn } from '../api/sessionRefresh'
import type { Credentials, NewUser, User } from '../api/types'
import * as api from '../api/users'
import { loadCart } from './cart'
import { forgetLastOrder } from './lastOrder'
import { clearCache } from './resource'

/** Undefined until read, null for a guest. */
export const user = signal<User | null | undefined>(undefined)

endedSessions.subscribe(() => {
  if (user.peek()) user.value = null
})

/** Read the user; a guest if that fails: while accounts are down, checkout works as a guest. */
export async function loadUserOrGuest(options?: { refresh: boolean }): Promise<void> {
  try {
    await loadUser(options)
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof NetworkError)) throw error
    user.value = null
  }
}

/** Read the user, unless known. Throw if the store does not say who it is. */
export async function loadUser({ refresh = false } = {}): Promise<void> {
  if (user.value && !refresh) return
  if (!hasSession()) {
    user.value = null
    return
  }
  try {
    setUser(await api.getUser())
  } catch (error) {
    if (!(error instanceof Problem) || !error.isDefinite) throw error
    user.value = null
  }
}

export async function logIn(credentials: Credentials): Promise<void> {
  setUser(await api.logIn(credentials))
  await loadCart()
}

export async function register(newUser: NewUser): Promise<void> {
  setUser(await api.register(newUser))
  await loadCart()
}

export async function logOut(): Promise<void> {
  await api.logOut()
  clearUser()
  await loadCart()
}

/** Close the account for good. */
export async function closeAccount(password: string): Promise<void> {
  await api.deleteUser({ password })
  clearUser()
  await loadCart()
}

/** Forget the user, whose session the store has ended. */
export function clearUser(): void {
  rememberSignedIn(false)
  forgetLastOrder()
  user.value = null
  clearCache()
}

function setUser(signedIn: User): void {
  rememberSignedIn(true)
  user.value = signedIn
}
