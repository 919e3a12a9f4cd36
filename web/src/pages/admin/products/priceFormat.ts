/** How a price is typed in a form, and what is said of one that cannot be read. */

import { lang } from '../../../i18n'
import {
  type AmountFault,
  decimalSeparators,
  fitsCurrency,
  writeAmount,
} from '../../../i18n/amountText'
import { currencyName } from '../../../i18n/format'
import { decimalsOf } from '../../../i18n/formatters'
import { messages } from '../messages'

export interface PriceFormat {
  currency: string
  separator: '.' | ','
}

/** Return the format of prices in the current language. */
export const priceFormat = (currency: string): PriceFormat => ({
  currency,
  separator: decimalSeparators[lang.value],
})

export const priceHint = (format: PriceFormat) =>
  messages.value.product.priceHint(currencyName(format.currency), example(format))

/** Return 149,90 in this format; 149 in a currency without decimals. */
const example = ({ currency, separator }: PriceFormat) =>
  writeAmount(Math.floor(149.9 * 10 ** decimalsOf(currency)), currency, separator)

/** Return what is wrong with the text of a price, and what to write instead. */
export function priceFault(text: string, fault: AmountFault, format: PriceFormat): string {
  const { price: labels } = messages.value
  const { currency } = format
  switch (fault.fault) {
    case 'ambiguous': {
      const [small = '', large = ''] = fault.readings ?? []
      return fitsCurrency(small, currency)
        ? labels.ambiguous(text, small, large)
        : labels.ambiguousDecimals(text, currency, large)
    }
    case 'too-many-decimals':
      return labels.tooManyDecimals(currency, decimalsOf(currency), example(format))
    case 'too-large':
      return labels.tooLarge
    case 'other-currency':
      return labels.otherCurrency(currency)
    case 'signed':
      return labels.signed
    case 'exponent':
      return labels.exponent(example(format))
    case 'other-digits':
      return labels.otherDigits(example(format))
    case 'not-an-amount':
      return labels.notAnAmount(example(format))
  }
}
