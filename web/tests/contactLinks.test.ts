import { expect, test } from 'vitest'
import { mailtoHref, telHref } from '../src/pages/admin/orders/contactLinks'

test('an address becomes a message to it', () => {
  expect(mailtoHref('ana.ruiz+tienda@example.com')).toBe('mailto:ana.ruiz%2Btienda@example.com')
})

test('an address adds no field to the message and no other recipient', () => {
  const hostile = [
    'ana?bcc=eve@example.com',
    'ana?subject=Hola&body=x@example.com',
    '"ana?cc=eve@evil.example&x="@example.com',
    'ana,eve@example.com',
    'ana%3Fbcc=eve@example.com',
    'ana#x@example.com',
    'ana\r\nBcc: eve@example.com',
  ]
  for (const email of hostile) {
    const url = new URL(mailtoHref(email))
    expect(url.search).toBe('')
    expect(url.hash).toBe('')
    expect(url.pathname.split('@')).toHaveLength(2)
    expect(url.href).not.toMatch(/[,?&\r\n]|%0[AaDd]/)
    expect(decodeURIComponent(url.pathname)).toBe(email.replace(/[\r\n]/g, ''))
  }
})

test('a number becomes a call of its digits', () => {
  expect(telHref('+34 612 345 678')).toBe('tel:+34612345678')
  expect(telHref('+34612345678;phone-context=evil?x')).toBe('tel:+34612345678')
})
