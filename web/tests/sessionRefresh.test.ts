import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { endedSessions, refreshSession, rememberSignedIn } from '../src/api/sessionRefresh'
import { MemoryStorage } from './memoryStorage'

const requested = vi.fn<(status: number) => void>()
let status = 200

beforeEach(() => {
  status = 200
  requested.mockClear()
  vi.stubGlobal('localStorage', new MemoryStorage())
  vi.stubGlobal('navigator', { locks: oneAtATime() })
  vi.stubGlobal('fetch', async () => {
    requested(status)
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

test('calls that expire together refresh the session once', async () => {
  const startedAt = Date.now() - 100
  const calls = Array.from({ length: 5 }, () => refreshSession('token-expired', startedAt))
  expect(await Promise.all(calls)).toEqual(Array(5).fill('refreshed'))
  expect(requested).toHaveBeenCalledTimes(1)
})

test('a guest has no session to refresh', async () => {
  expect(await refreshSession('not-signed-in', Date.now())).toBe('unchanged')
  expect(await refreshSession('wrong-credentials', Date.now())).toBe('unchanged')
  expect(requested).not.toHaveBeenCalled()
})

test('a browser that had a session refreshes it when its cookie is gone', async () => {
  rememberSignedIn(true)
  expect(await refreshSession('not-signed-in', Date.now())).toBe('refreshed')
})

test('a session that is over is forgotten and counted', async () => {
  status = 401
  rememberSignedIn(true)
  const before = endedSessions.value
  expect(await refreshSession('token-expired', Date.now())).toBe('ended')
  expect(endedSessions.value).toBe(before + 1)
  expect(await refreshSession('not-signed-in', Date.now())).toBe('unchanged')
})

test('while accounts are down the session is kept', async () => {
  status = 503
  rememberSignedIn(true)
  expect(await refreshSession('token-expired', Date.now())).toBe('unchanged')
  status = 200
  expect(await refreshSession('not-signed-in', Date.now())).toBe('refreshed')
})
