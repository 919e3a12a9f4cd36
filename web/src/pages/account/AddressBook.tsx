import { useState } from 'preact/hooks'
import type { Address } from '../../api/types'
import { deleteAddress, listAddresses } from '../../api/users'
import { AddressLines } from '../../components/address/AddressLines'
import { explain, Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { useResource } from '../../state/resource'
import { AddressForm } from './AddressForm'

/** The addresses that the account keeps, to be added to, changed and removed. */
export function Addresses() {
  const words = t.value.account
  const { data, error, reload } = useResource('addresses', listAddresses)
  const [edited, edit] = useState<Address | 'new' | null>(null)
  const [failure, setFailure] = useState<unknown>(null)

  if (!data) return error ? <Trouble error={error} retry={reload} /> : <Loading />
  const done = () => {
    edit(null)
    reload()
  }
  const remove = (id: string) => {
    setFailure(null)
    deleteAddress(id).then(reload, setFailure)
  }
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{words.addresses}</h2>
      {failure ? <Message kind="error">{explain(failure)}</Message> : null}
      {data.length === 0 && edited === null && <p class="account__none">{words.noAddresses}</p>}
      <ul class="addresses">
        {data.map((address) => (
          <li key={address.id} data-testid="address">
            {edited === address ? (
              <AddressForm address={address} done={done} discard={() => edit(null)} />
            ) : (
              <>
                <address>
                  <AddressLines address={address} />
                </address>
                <button
                  type="button"
                  class="link-button"
                  aria-label={words.editAddress(address.line1)}
                  onClick={() => edit(address)}
                >
                  {words.edit}
                </button>{' '}
                <button
                  type="button"
                  class="link-button"
                  aria-label={words.removeAddress(address.line1)}
                  onClick={() => remove(address.id)}
                >
                  {words.remove}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {edited === 'new' ? (
        <AddressForm address={null} done={done} discard={() => edit(null)} />
      ) : (
        <button
          type="button"
          class="button button--outline"
          onClick={() => edit('new')}
          data-testid="add-address"
        >
          {words.addAddress}
        </button>
      )}
    </section>
  )
}
