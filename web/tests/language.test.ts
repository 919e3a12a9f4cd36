import { expect, test } from 'vitest'
import { chooseLanguage } from '../src/i18n/language'

test('the address decides over the last choice, and that over the browser', () => {
  expect(chooseLanguage('en', 'es', ['es-ES'])).toBe('en')
  expect(chooseLanguage(null, 'en', ['es-ES'])).toBe('en')
  expect(chooseLanguage(null, null, ['en-GB', 'es'])).toBe('en')
})

test('a language the shop does not speak is passed over', () => {
  expect(chooseLanguage('xx', null, ['fr-FR', 'en-US'])).toBe('en')
  expect(chooseLanguage(null, 'klingon', ['fr-FR'])).toBe('es')
})
