import { useRef, useState } from 'preact/hooks'
import { placeOrder } from '../../api/orders'
import type { NewOrder } from '../../api/types'
import { addAddress } from '../../api/users'
import { navigate } from '../../router/navigation'
import { loadCart } from '../../state/cart'
import { storeLastOrder } from '../../state/lastOrder'
import { orderCacheKey } from '../../state/orderCacheKey'
import { setCached } from '../../state/resource'
import { pendingAttempt } from './attempt'
import { deleteDraft } from './form'
import { submitOrder } from './submitOrder'

export interface Progress {
  sending: boolean
  error: unknown
}

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Return a function that submits the order, once at a time, and goes to the thank-you page. */
export function useSubmitOrder() {
  const [progress, setProgress] = useState<Progress>({ sending: false, error: null })
  const sending = useRef(false)
  const attempt = pendingAttempt(sessionStorage)

  const submit = async (body: NewOrder, saveAddress = false) => {
    // A second click may come before the disabled button is rendered.
    if (sending.current) return
    sending.current = true
    setProgress({ sending: true, error: null })
    try {
      const order = await submitOrder(body, { storage: sessionStorage, place: placeOrder, wait })
      deleteDraft()
      // The order stands whether or not its address can be saved.
      if (saveAddress) addAddress(body.shipping_address).catch(() => undefined)
      storeLastOrder(order)
      setCached(orderCacheKey(order.id), order)
      navigate(`/gracias/${order.id}`, { replace: true })
      void loadCart()
    } catch (error) {
      sending.current = false
      setProgress({ sending: false, error })
      void loadCart()
    }
  }

  return {
    progress,
    submitOrder: submit,
    /** Whether an earlier attempt never got its response. */
    isPending: attempt !== null,
    /** Submit the pending attempt again, exactly as it was sent. */
    recover: () => {
      if (attempt) void submit(attempt.body)
    },
  }
}
