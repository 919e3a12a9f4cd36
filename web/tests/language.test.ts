import { expect, test } from 'vitest'
import { chooseLanguage } from '../src/i18n/language'

test('the URL decides before the stored choice, and that before the browser', () => {
  expect(chooseLanguage('en', 'es', ['es-ES'])).toBe('en')
  expect(chooseLanguage(null, 'en', ['es-ES'])).toBe('en')
  expect(chooseLanguage(null, null, ['en-GB', 'es'])).toBe('en')
})

test('an unknown language is ignored', () => {
  expect(chooseLanguage('xx', null, ['fr-FR', 'en-US'])).toBe('en')
  expect(chooseLanguage(null, 'klingon', ['fr-FR'])).toBe('es')
})
