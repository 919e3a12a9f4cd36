import { useEffect, useRef } from 'preact/hooks'
import type { Address } from '../../api/types'
import { addAddress, replaceAddress } from '../../api/users'
import { AddressFields } from '../../components/address/AddressFields'
import {
  addressErrors,
  addressFromValues,
  addressToValues,
} from '../../components/address/addressValues'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'

interface AddressFormProps {
  /** Null for a new address. */
  address: Address | null
  onSaved: () => void
  onDiscard: () => void
}

/** A form that adds an address to the account, or changes one. */
export function AddressForm({ address, onSaved, onDiscard }: AddressFormProps) {
  const labels = t.value.account
  const top = useRef<HTMLDivElement>(null)
  const { form, sending, fieldErrors, error, submit } = useForm(
    async (values) => {
      const body = addressFromValues(values, '')
      await (address ? replaceAddress(address.id, body) : addAddress(body))
      onSaved()
    },
    (values) => addressErrors(values, ''),
  )
  useEffect(() => top.current?.querySelector('select')?.focus(), [])
  return (
    <form ref={form} class="address-form" noValidate onSubmit={submit}>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      <div ref={top}>
        <AddressFields
          pointer=""
          initial={address ? addressToValues(address, '') : {}}
          fieldErrors={fieldErrors}
        />
      </div>
      <div class="message__actions">
        <button type="submit" class="button" aria-disabled={sending} data-testid="save-address">
          {labels.saveAddress}
        </button>
        <button type="button" class="button button--outline" onClick={onDiscard}>
          {labels.discard}
        </button>
      </div>
    </form>
  )
}
