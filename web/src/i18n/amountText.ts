/**
 * Reads and writes amounts of money as people type them in a form.
 *
 * What can be read in two ways is not guessed: "1.290" is 1290 to a Spaniard and 1.29 to a program.
 * Files are read by the same rules (chassis/money/amount_text.py), and tests/tables/amounts.json
 * holds both to them.
 */

import { signs, two_decimals, withdrawn } from '../../../chassis/money/currencies.json'
import { decimals } from '../../../chassis/money/currency_formats.json'
import { decimalsOf } from './formatters'
import type { Lang } from './language'

export const decimalSeparators: Record<Lang, '.' | ','> = { es: ',', en: '.' }

/** Why a text is not taken for an amount. */
export interface AmountFault {
  fault:
    | 'not-an-amount'
    | 'ambiguous'
    | 'too-many-decimals'
    | 'too-large'
    | 'other-currency'
    | 'signed'
    | 'exponent'
    | 'other-digits'
  /** The two amounts that an ambiguous text may mean, the one with decimals first. */
  readings?: [small: string, large: string]
}

const MAX_TEXT = 64
const MAX_DIGITS = 15
const DECIMALS_OF_GROUPS = 3

const OTHER_DIGIT = /(?![0-9])\p{N}/u
const AFFIXES = /^([^0-9]*)([0-9].*[0-9]|[0-9])([^0-9]*)$/s
const GROUPED = /^([1-9][0-9]{0,2}([., '])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?$/
const PLAIN = /^([0-9]*)(?:([.,])([0-9]+))?$/
const EXPONENT = /^[0-9][.,0-9]*[eE][+-]?[0-9]+$/
const SPACES = /[\t\n\r \u00a0\u2000-\u200a\u202f\u205f\u3000]+/g
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202d\u2060-\u2069\ufeff]+/g
const PLUS_MINUS = /[+\-\u2212\u2013]/g

/**
 * Return the minor units that a text means, or why it means none or two amounts.
 *
 * `separator` is that of the form; the other mark is read too where it can mean but one thing.
 */
export function parseAmount(
  text: string,
  currency: string,
  separator: '.' | ',',
): number | AmountFault {
  const number = withoutAffixes(text, currency)
  return typeof number === 'string' ? read(number, decimalsOf(currency), separator) : number
}

/** Return an amount as it is typed: "149,90" with a comma. */
export function writeAmount(amount: number, currency: string, separator: '.' | ','): string {
  const digits = decimalsOf(currency)
  return (amount / 10 ** digits).toFixed(digits).replace('.', separator)
}

/** Whether a reading of an ambiguous text has no more decimals than the currency. */
export function fitsCurrency(reading: string, currency: string): boolean {
  return (/[0-9]*$/.exec(reading)?.[0] ?? '').length <= decimalsOf(currency)
}

function withoutAffixes(text: string, currency: string): string | AmountFault {
  if (OTHER_DIGIT.test(text)) return { fault: 'other-digits' }
  const spaced = text.replace(INVISIBLE, '').replace(SPACES, ' ')
  const parts = spaced.length <= MAX_TEXT ? AFFIXES.exec(spaced) : null
  if (!parts) return { fault: 'not-an-amount' }
  let [before = '', number = '', after = ''] = parts
    .slice(1)
    .map((part) => part.replace(/^ | $/g, ''))
  if (/[.,]$/.test(before) && !currenciesOfSign(before)) {
    number = before.slice(-1) + number
    before = before.slice(0, -1).replace(/ $/, '')
  }
  const affixes = [before, after].map((affix) => affix.replaceAll(' ', ''))
  const fault = faultOfAffixes(affixes, currency) ?? (EXPONENT.test(number) ? 'exponent' : null)
  return fault ? { fault } : number.replaceAll('\u2019', "'")
}

/** Return why a number must not have these texts around it. */
function faultOfAffixes(affixes: string[], currency: string): AmountFault['fault'] | null {
  const bare = affixes.map((affix) => affix.replace(PLUS_MINUS, ''))
  const meant = bare.filter((sign) => sign !== '').map(currenciesOfSign)
  if (meant.includes(undefined)) return 'not-an-amount'
  if (meant.some((codes) => !codes?.includes(currency))) return 'other-currency'
  return bare.join(' ') === affixes.join(' ') ? null : 'signed'
}

/** Return the number's minor units, if it has one reading. */
function read(number: string, digits: number, separator: '.' | ','): number | AmountFault {
  const plain = PLAIN.exec(number)
  const grouped = GROUPED.exec(number)
  if (plain && grouped && digits > 0) {
    // Three digits after a single mark: decimals, or thousands.
    const [, whole = '', mark = '', part = ''] = plain
    if (digits >= DECIMALS_OF_GROUPS && mark === separator) return minorUnits(whole, part, digits)
    const small = `${whole}${separator}${decimalsFor(part, digits)}`
    return { fault: 'ambiguous', readings: [small, whole + part] }
  }
  if (grouped) {
    return minorUnits((grouped[1] ?? '').replace(/[^0-9]/g, ''), grouped[3] ?? '', digits)
  }
  return plain ? minorUnits(plain[1] ?? '', plain[3] ?? '', digits) : { fault: 'not-an-amount' }
}

function minorUnits(whole: string, part: string, digits: number): number | AmountFault {
  const decimalPart = decimalsFor(part, digits)
  if (decimalPart.length > digits) return { fault: 'too-many-decimals' }
  const all = (whole + decimalPart).replace(/^0+/, '')
  return all.length <= MAX_DIGITS ? Number(all) : { fault: 'too-large' }
}

/** Return the decimals of a number without zeros past those of the currency, or filled with them. */
const decimalsFor = (part: string, digits: number) => part.replace(/0+$/, '').padEnd(digits, '0')

const currenciesBySign = new Map([
  ...Object.entries(signs).map(([sign, codes]): [string, string] => [sign.toLowerCase(), codes]),
  ...[...Object.values(decimals), two_decimals, withdrawn]
    .flatMap((codes) => codes.split(' '))
    .map((code): [string, string] => [code.toLowerCase(), code]),
])

/** Return the codes of the currencies that a sign or code stands for; undefined if of none. */
const currenciesOfSign = (sign: string) => currenciesBySign.get(sign.toLowerCase())
