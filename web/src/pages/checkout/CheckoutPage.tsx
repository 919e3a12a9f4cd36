import './checkout.css'
import '../cart/cart.css'
import { useEffect, useState } from 'preact/hooks'
import type { Address } from '../../api/types'
import { listAddresses } from '../../api/users'
import { loadCountries } from '../../components/address/countries'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { usePageMeta } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { cart, cartError, ensureFreshCart, loadCart } from '../../state/cart'
import { loadUserOrGuest, user } from '../../state/session'
import { EmptyCart } from '../cart/EmptyCart'
import { CheckoutForm } from './CheckoutForm'
import { OrderRejection } from './OrderRejection'
import { OrderSummary } from './OrderSummary'
import { useSubmitOrder } from './useSubmitOrder'

/** The checkout. */
export default function CheckoutPage() {
  const labels = t.value.checkout
  usePageMeta(labels.title)
  const [isReady, setReady] = useState(false)
  const [addresses, setAddresses] = useState<Address[]>([])
  const { progress, submitOrder, recover, isPending } = useSubmitOrder()
  useEffect(() => {
    Promise.all([
      loadUserOrGuest().then(savedAddresses).then(setAddresses),
      ensureFreshCart(),
      // Without the table nobody can say where to: the form asks again when it is shown.
      loadCountries().catch(() => undefined),
    ]).then(() => setReady(true))
  }, [])

  const loaded = cart.value
  const isEmpty = isReady && loaded?.items.length === 0
  useEffect(() => {
    // An empty cart and an attempt without a response: the order was most likely placed.
    if (isEmpty && isPending) recover()
  }, [isEmpty])

  if (isReady && !loaded) return <LoadError error={cartError.value} retry={loadCart} />
  if (!isReady || !loaded) return <Loading />
  if (isEmpty) {
    return isPending || progress.sending ? (
      <NoticePage
        title={labels.title}
        text={progress.error ? labels.noResponse : labels.recovering}
      >
        {progress.error ? (
          <button type="button" class="button" onClick={recover} aria-disabled={progress.sending}>
            {labels.retry}
          </button>
        ) : null}
      </NoticePage>
    ) : (
      <EmptyCart />
    )
  }
  return (
    <div class="checkout">
      <h1>{labels.title}</h1>
      <div class="checkout__form">
        <Identity />
        <CheckoutForm
          user={user.value ?? null}
          addresses={addresses}
          progress={progress}
          isPending={isPending}
          submitOrder={submitOrder}
        >
          <OrderRejection error={progress.error} />
        </CheckoutForm>
      </div>
      <OrderSummary cart={loaded} />
    </div>
  )
}

/** Return the account's saved addresses; none if they cannot be read: checkout works without. */
const savedAddresses = () => (user.value ? listAddresses().catch(() => []) : [])

/** Who is buying: the account's e-mail, or a guest with a link to log in. */
function Identity() {
  const labels = t.value.checkout
  if (user.value) return <p class="checkout__identity">{labels.signedIn(user.value.email)}</p>
  return (
    <p class="checkout__identity">
      {labels.guest} <a href="/entrar?next=/pagar">{labels.logIn}</a> {labels.guestHint}
    </p>
  )
}
