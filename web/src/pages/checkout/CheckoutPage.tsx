import './checkout.css'
import '../cart/cart.css'
import { useEffect, useState } from 'preact/hooks'
import type { Address } from '../../api/types'
import { listAddresses } from '../../api/users'
import { Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { NoticePage } from '../../components/NoticePage'
import { usePageTitle } from '../../components/usePageMeta'
import { t } from '../../i18n'
import { cart, cartError, freshCart, loadCart } from '../../state/cart'
import { loadUser, user } from '../../state/session'
import { CheckoutForm } from './CheckoutForm'
import { Refusal } from './OrderRejection'
import { Summary } from './OrderSummary'
import { useConfirm } from './useSubmitOrder'

export default function CheckoutPage() {
  const words = t.value.checkout
  usePageTitle(words.title)
  const [ready, setReady] = useState(false)
  const [addresses, setAddresses] = useState<Address[]>([])
  const { progress, confirm, recover, unfinished } = useConfirm()
  useEffect(() => {
    Promise.all([loadUser().then(keptAddresses).then(setAddresses), freshCart()]).then(() =>
      setReady(true),
    )
  }, [])

  const now = cart.value
  const empty = ready && now?.items.length === 0
  useEffect(() => {
    // An emptied cart and an attempt without an answer: the order was most likely placed.
    if (empty && unfinished) recover()
  }, [empty])

  if (ready && !now) return <Trouble error={cartError.value} retry={loadCart} />
  if (!ready || !now) return <Loading />
  if (empty) {
    return unfinished || progress.sending ? (
      <NoticePage title={words.title} text={progress.error ? words.noAnswer : words.recovering}>
        {progress.error ? (
          <button type="button" class="button" onClick={recover} disabled={progress.sending}>
            {words.retry}
          </button>
        ) : null}
      </NoticePage>
    ) : (
      <NoticePage title={t.value.cart.empty} text={t.value.cart.emptyHint}>
        <a class="button" href="/buscar">
          {t.value.cart.browse}
        </a>
      </NoticePage>
    )
  }
  return (
    <div class="checkout">
      <h1>{words.title}</h1>
      <div class="checkout__form">
        <Identity />
        <CheckoutForm
          user={user.value ?? null}
          addresses={addresses}
          progress={progress}
          unfinished={unfinished}
          confirm={confirm}
        >
          <Refusal error={progress.error} />
        </CheckoutForm>
      </div>
      <Summary cart={now} />
    </div>
  )
}

/** What the account keeps; checkout goes on without. */
const keptAddresses = () => (user.value ? listAddresses().catch(() => []) : [])

function Identity() {
  const words = t.value.checkout
  if (user.value) return <p class="checkout__identity">{words.signedIn(user.value.email)}</p>
  return (
    <p class="checkout__identity">
      {words.guest} <a href="/entrar?next=/pagar">{words.logIn}</a> {words.guestHint}
    </p>
  )
}
