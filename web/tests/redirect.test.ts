import { expect, test } from 'vitest'
import { isOurs } from '../src/pages/account/redirect'

test('after logging in one goes on to a page of the shop and nowhere else', () => {
  for (const next of ['/cuenta', '/pagar', '/buscar?q=mesa%20baja', '/']) {
    expect(isOurs(next)).toBe(true)
  }
  for (const next of ['', 'cuenta', '//a.example', '/\\a.example', 'https://a.example']) {
    expect(isOurs(next)).toBe(false)
  }
  for (const next of ['/\t/a.example', '/\n/a.example', ' //a.example', 'javascript:alert(1)']) {
    expect(isOurs(next)).toBe(false)
  }
})
