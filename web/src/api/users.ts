import { call } from './client'
import type { Address, Addresses, Credentials, NewAddress, NewUser, User } from './types'

const address = (id: string) => `/users/me/addresses/${encodeURIComponent(id)}`

export const register = (body: NewUser) => call<User>('POST', '/users', { body })

export const logIn = (body: Credentials) => call<User>('POST', '/users/session', { body })

export const logOut = () => call<void>('DELETE', '/users/session')

export const whoAmI = () => call<User>('GET', '/users/me')

export const listAddresses = (signal?: AbortSignal) =>
  call<Addresses>('GET', '/users/me/addresses', { signal }).then(({ items }) => items)

export const addAddress = (body: NewAddress) =>
  call<Address>('POST', '/users/me/addresses', { body })

export const replaceAddress = (id: string, body: NewAddress) =>
  call<Address>('PUT', address(id), { body })

export const deleteAddress = (id: string) => call<void>('DELETE', address(id))
