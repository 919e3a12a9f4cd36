import { call } from './client'
import type {
  AccountClosure,
  Address,
  Addresses,
  Credentials,
  EmailConfirmation,
  NewAddress,
  NewUser,
  PasswordChange,
  PasswordReset,
  PasswordResetWish,
  Sessions,
  User,
} from './types'

const addressPath = (id: string) => `/users/me/addresses/${encodeURIComponent(id)}`

export const register = (body: NewUser) => call<User>('POST', '/users', { body })

export const logIn = (body: Credentials) => call<User>('POST', '/users/session', { body })

export const logOut = () => call<void>('DELETE', '/users/session')

export const getUser = () => call<User>('GET', '/users/me')

export const listAddresses = (signal?: AbortSignal) =>
  call<Addresses>('GET', '/users/me/addresses', { signal }).then(({ items }) => items)

export const addAddress = (body: NewAddress) =>
  call<Address>('POST', '/users/me/addresses', { body })

export const replaceAddress = (id: string, body: NewAddress) =>
  call<Address>('PUT', addressPath(id), { body })

export const deleteAddress = (id: string) => call<void>('DELETE', addressPath(id))

export const changePassword = (body: PasswordChange) =>
  call<void>('PUT', '/users/me/password', { body })

export const requestPasswordReset = (body: PasswordResetWish) =>
  call<void>('POST', '/users/password-resets', { body })

export const resetPassword = (body: PasswordReset) =>
  call<void>('POST', '/users/password-resets/confirm', { body })

export const requestEmailConfirmation = () => call<void>('POST', '/users/me/email-confirmations')

export const confirmEmail = (body: EmailConfirmation) =>
  call<void>('POST', '/users/email-confirmations/confirm', { body })

export const listSessions = (signal?: AbortSignal) =>
  call<Sessions>('GET', '/users/me/sessions', { signal }).then(({ items }) => items)

export const endSession = (id: string) =>
  call<void>('DELETE', `/users/me/sessions/${encodeURIComponent(id)}`)

export const deleteUser = (body: AccountClosure) => call<void>('DELETE', '/users/me', { body })
