import { useState } from 'preact/hooks'
import type { Address } from '../../api/types'
import { AddressFields } from '../../components/address/AddressFields'
import { addressTexts } from '../../components/address/addressValues'
import { t } from '../../i18n'
import { ADDRESS, type Faults, type Values } from './form'

/** Name of the box that asks to keep the address. Not a pointer: it is no part of the order. */
export const KEEP = 'keep-address'

interface AddressPartProps {
  first: Values
  faults: Faults
  addresses: Address[]
  isCustomer: boolean
}

/** Where it goes: one of the addresses that the account keeps, or another. */
export function AddressPart({ first, faults, addresses, isCustomer }: AddressPartProps) {
  const [chosen, choose] = useState<string | null>(null)
  const words = t.value.checkout
  const kept = addresses.find(({ id }) => id === chosen)
  const texts =
    chosen === null ? first.texts : chosen === '' ? {} : kept ? addressTexts(kept, ADDRESS) : {}
  return (
    <fieldset class="fieldset">
      <legend>{words.address}</legend>
      {addresses.length > 0 && (
        <div class="field checkout__kept">
          <label for="kept-address">{words.keptAddresses}</label>
          <select
            id="kept-address"
            value={chosen ?? addresses[0]?.id}
            onChange={({ currentTarget }) => choose(currentTarget.value)}
          >
            {addresses.map(({ id, line1, city }) => (
              <option key={id} value={id}>
                {line1}, {city}
              </option>
            ))}
            <option value="">{words.otherAddress}</option>
          </select>
        </div>
      )}
      <AddressFields key={chosen} under={ADDRESS} first={texts} faults={faults} />
      {isCustomer && (chosen === '' || addresses.length === 0) && (
        <label class="choice">
          <input type="checkbox" name={KEEP} defaultChecked />
          {words.keepAddress}
        </label>
      )}
    </fieldset>
  )
}
