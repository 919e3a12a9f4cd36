import { useState } from 'preact/hooks'
import type { Address } from '../../api/types'
import { AddressFields } from '../../components/address/AddressFields'
import { addressToValues } from '../../components/address/addressValues'
import { t } from '../../i18n'
import { ADDRESS, type FieldErrors, type FormValues } from './form'

/** The name of the checkbox that saves the address. No pointer: it is not part of the order. */
export const SAVE_ADDRESS = 'keep-address'

interface ShippingAddressFieldsProps {
  initial: FormValues
  fieldErrors: FieldErrors
  addresses: Address[]
  isCustomer: boolean
}

/** The shipping address: one of the account's saved addresses, or another. */
export function ShippingAddressFields({
  initial,
  fieldErrors,
  addresses,
  isCustomer,
}: ShippingAddressFieldsProps) {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const labels = t.value.checkout
  const saved = addresses.find(({ id }) => id === chosenId)
  const values = chosenId === null ? initial.texts : saved ? addressToValues(saved, ADDRESS) : {}
  return (
    <fieldset class="fieldset">
      <legend>{labels.address}</legend>
      {addresses.length > 0 && (
        <div class="field checkout__saved">
          <label for="saved-address">{labels.savedAddresses}</label>
          <select
            id="saved-address"
            value={chosenId ?? addresses[0]?.id}
            onChange={({ currentTarget }) => setChosenId(currentTarget.value)}
          >
            {addresses.map(({ id, line1, city }) => (
              <option key={id} value={id}>
                {line1}, {city}
              </option>
            ))}
            <option value="">{labels.otherAddress}</option>
          </select>
        </div>
      )}
      <AddressFields key={chosenId} pointer={ADDRESS} initial={values} fieldErrors={fieldErrors} />
      {isCustomer && (chosenId === '' || addresses.length === 0) && (
        <label class="choice">
          <input type="checkbox" name={SAVE_ADDRESS} defaultChecked />
          {labels.saveAddress}
        </label>
      )}
    </fieldset>
  )
}
