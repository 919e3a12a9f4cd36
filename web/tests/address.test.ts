import { beforeAll, expect, test } from 'vitest'
import cases from '../../tests/tables/postal_codes.json'
import { addressErrors, addressFromValues } from '../src/components/address/addressValues'
import {
  countries,
  countryCodes,
  isPostalCode,
  loadCountries,
} from '../src/components/address/countries'
import { isBlank, oneLine } from '../src/components/lineText'

beforeAll(loadCountries)

const valid = {
  '/line1': 'Calle Mayor 1',
  '/city': 'Madrid',
  '/postal_code': '28013',
  '/country': 'ES',
}

test.each(cases)('$country $text', ({ country, text, good }) => {
  const errors = addressErrors({ ...valid, '/country': country, '/postal_code': text }, '')
  expect(Object.keys(errors)).toEqual(good ? [] : ['/postal_code'])
})

test('digits of another script are for the API to judge', () => {
  expect(isPostalCode({ pattern: '\\d{5}' }, '١٢٣٤٥')).toBe(true)
})

test('no country is chosen for the shopper', () => {
  expect(Object.keys(addressErrors({ ...valid, '/country': '' }, ''))).toEqual(['/country'])
})

test('every country has a name, and they stand by it', () => {
  const codes = countryCodes('es')
  expect(codes).toHaveLength(Object.keys(countries.value ?? {}).length)
  expect(codes.indexOf('ES')).toBeLessThan(codes.indexOf('GB'))
  expect(codes.indexOf('DE')).toBeLessThan(codes.indexOf('ES'))
})

test('what is pasted from a spreadsheet is one line, and what nobody sees is missing', () => {
  const address = addressFromValues({ ...valid, '/line1': ' Calle Mayor 1\t3º B\n' }, '')
  expect(address).toEqual({
    line1: 'Calle Mayor 1 3º B',
    city: 'Madrid',
    postal_code: '28013',
    country: 'ES',
  })
  expect(oneLine('10 High St\r\nFlat 4')).toBe('10 High St Flat 4')
  expect(['', ' \u00a0', '\u200b', '\u3164', '\u2800'].every(isBlank)).toBe(true)
  expect(isBlank('O')).toBe(false)
})
