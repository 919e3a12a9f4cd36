import { expect, test } from 'vitest'
import { phoneFault } from '../src/components/phoneNumber'

test.each(['+34 612 345 678', '00351 912-345-678', '(+44) 20 7946 0958', '+34 (0) 612 345 678'])(
  'a number with its country code is for the API to judge: %s',
  (text) => {
    expect(phoneFault(text)).toBeNull()
  },
)

test.each(['612 345 678', '06 12 34 56 78', '6 0 0 0 0 0 0 0 0'])(
  "a number without one is of no country, least of all the parcel's: %s",
  (text) => {
    expect(phoneFault(text)).toBe('countryCode')
  },
)

test.each(['seis uno dos', '612', '+34', '+'])('a number needs digits: %s', (text) => {
  expect(phoneFault(text)).toBe('digits')
})
