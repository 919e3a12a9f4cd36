import { expect, test } from 'vitest'
import { parseUserAgent } from '../src/pages/security/userAgent'

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0'
const CHROME =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'

test('a browser is recognized among those that its user agent also names', () => {
  expect(parseUserAgent(SAFARI)).toEqual({ browser: 'Safari', system: 'iPhone' })
  expect(parseUserAgent(EDGE)).toEqual({ browser: 'Edge', system: 'Windows' })
  expect(parseUserAgent(CHROME)).toEqual({ browser: 'Chrome', system: 'Android' })
})

test('an unknown browser is not guessed', () => {
  expect(parseUserAgent('curl/8.5.0')).toBeNull()
  expect(parseUserAgent('')).toBeNull()
})
