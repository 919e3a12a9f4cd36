import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { rememberSession, renewSession, sessionsEnded } from '../src/api/sessionRefresh'
import { Kept } from './memoryStorage'

const asked = vi.fn<(status: number) => void>()
let status = 200

beforeEach(() => {
  status = 200
  asked.mockClear()
  vi.stubGlobal('localStorage', new Kept())
  vi.stubGlobal('navigator', { locks: oneAtATime() })
  vi.stubGlobal('fetch', async () => {
    asked(status)
    return new Response('{}', { status })
  })
})

afterEach(() => vi.unstubAllGlobals())

/** Locks as the browser grants them: one holder, the others in line. */
function oneAtATime() {
  let line: Promise<unknown> = Promise.resolve()
  return {
    request: (_name: string, hold: () => Promise<unknown>) => {
      const turn = line.then(hold)
      line = turn
      return turn
    },
  }
}

test('calls that expire together renew the session once', async () => {
  const startedAt = Date.now() - 100
  const calls = Array.from({ length: 5 }, () => renewSession('token-expired', startedAt))
  expect(await Promise.all(calls)).toEqual(Array(5).fill('renewed'))
  expect(asked).toHaveBeenCalledTimes(1)
})

test('a guest who is not signed in has nothing to renew', async () => {
  expect(await renewSession('not-signed-in', Date.now())).toBe('neither')
  expect(await renewSession('wrong-credentials', Date.now())).toBe('neither')
  expect(asked).not.toHaveBeenCalled()
})

test('a browser that had a session tries to renew it when its cookie is gone', async () => {
  rememberSession(true)
  expect(await renewSession('not-signed-in', Date.now())).toBe('renewed')
})

test('a session that is over is given up, and said to be', async () => {
  status = 401
  rememberSession(true)
  const before = sessionsEnded.value
  expect(await renewSession('token-expired', Date.now())).toBe('ended')
  expect(sessionsEnded.value).toBe(before + 1)
  expect(await renewSession('not-signed-in', Date.now())).toBe('neither')
})

test('with accounts down the session is kept for later', async () => {
  status = 503
  rememberSession(true)
  expect(await renewSession('token-expired', Date.now())).toBe('neither')
  status = 200
  expect(await renewSession('not-signed-in', Date.now())).toBe('renewed')
})
