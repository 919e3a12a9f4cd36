import { call } from './client'
import type { Credentials, NewUser, User } from './types'

export const register = (body: NewUser) => call<User>('POST', '/users', { body })

export const logIn = (body: Credentials) => call<User>('POST', '/users/session', { body })

export const logOut = () => call<void>('DELETE', '/users/session')

export const whoAmI = () => call<User>('GET', '/users/me')
