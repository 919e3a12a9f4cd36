import { expect, test } from 'vitest'
import { isSafeRedirect } from '../src/pages/account/redirect'

test('after a log-in the shopper goes to a page of this site and nowhere else', () => {
  for (const next of ['/cuenta', '/pagar', '/buscar?q=mesa%20baja', '/']) {
    expect(isSafeRedirect(next)).toBe(true)
  }
  for (const next of ['', 'cuenta', '//a.example', '/\\a.example', 'https://a.example']) {
    expect(isSafeRedirect(next)).toBe(false)
  }
  for (const next of ['/\t/a.example', '/\n/a.example', ' //a.example', 'javascript:alert(1)']) {
    expect(isSafeRedirect(next)).toBe(false)
  }
})
