import { useEffect, useRef } from 'preact/hooks'
import type { Address } from '../../api/types'
import { addAddress, replaceAddress } from '../../api/users'
import { AddressFields } from '../../components/address/AddressFields'
import { addressTexts, readAddress } from '../../components/address/addressValues'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { useForm } from '../../components/useForm'
import { t } from '../../i18n'

interface AddressFormProps {
  /** Null: one more. */
  address: Address | null
  done: () => void
  discard: () => void
}

export function AddressForm({ address, done, discard }: AddressFormProps) {
  const words = t.value.account
  const top = useRef<HTMLDivElement>(null)
  const { form, sending, faults, error, submit } = useForm(async (texts) => {
    const body = readAddress(texts, '')
    await (address ? replaceAddress(address.id, body) : addAddress(body))
    done()
  })
  useEffect(() => top.current?.querySelector('input')?.focus(), [])
  return (
    <form ref={form} class="address-form" noValidate onSubmit={submit}>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      <div ref={top}>
        <AddressFields under="" first={address ? addressTexts(address, '') : {}} faults={faults} />
      </div>
      <div class="message__actions">
        <button type="submit" class="button" disabled={sending} data-testid="save-address">
          {words.saveAddress}
        </button>
        <button type="button" class="button button--outline" onClick={discard}>
          {words.discard}
        </button>
      </div>
    </form>
  )
}
