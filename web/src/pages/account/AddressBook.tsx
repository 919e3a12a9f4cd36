import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { deleteAddress, listAddresses } from '../../api/users'
import { AddressLines } from '../../components/address/AddressLines'
import { errorText } from '../../components/errorText'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { useResource } from '../../state/resource'
import { AddressForm } from './AddressForm'

/** The saved addresses of the account: add, change, remove. */
export function AddressBook() {
  const labels = t.value.account
  const { data, error, reload } = useResource('addresses', listAddresses)
  /** The id of the address that is edited; 'new' for one to be added. */
  const [edited, setEdited] = useState<string | null>(null)
  const [failure, setFailure] = useState<unknown>(null)

  if (!data) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  const onSaved = () => {
    setEdited(null)
    reload()
  }
  const remove = (id: string) => {
    setFailure(null)
    deleteAddress(id)
      .catch((refusal: unknown) => {
        // Removed in another tab: it is as was wished.
        if (!(refusal instanceof Problem) || refusal.status !== 404) throw refusal
      })
      .then(reload)
      .catch(setFailure)
  }
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{labels.addresses}</h2>
      {failure ? <Message kind="error">{errorText(failure)}</Message> : null}
      {data.length === 0 && edited === null && <p class="account__empty">{labels.noAddresses}</p>}
      <ul class="addresses">
        {data.map((address) => (
          <li key={address.id} data-testid="address">
            {edited === address.id ? (
              <AddressForm address={address} onSaved={onSaved} onDiscard={() => setEdited(null)} />
            ) : (
              <>
                <address>
                  <AddressLines address={address} />
                </address>
                <button
                  type="button"
                  class="link-button"
                  aria-label={labels.editAddress(address.line1)}
                  onClick={() => setEdited(address.id)}
                >
                  {labels.edit}
                </button>{' '}
                <button
                  type="button"
                  class="link-button"
                  aria-label={labels.removeAddress(address.line1)}
                  onClick={() => remove(address.id)}
                >
                  {labels.remove}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {edited === 'new' ? (
        <AddressForm address={null} onSaved={onSaved} onDiscard={() => setEdited(null)} />
      ) : (
        <button
          type="button"
          class="button button--outline"
          onClick={() => setEdited('new')}
          data-testid="add-address"
        >
          {labels.addAddress}
        </button>
      )}
    </section>
  )
}
