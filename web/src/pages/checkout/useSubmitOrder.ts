import { useRef, useState } from 'preact/hooks'
import { placeOrder } from '../../api/orders'
import type { NewOrder } from '../../api/types'
import { addAddress } from '../../api/users'
import { navigate } from '../../router/navigation'
import { loadCart } from '../../state/cart'
import { orderKey } from '../../state/orderCacheKey'
import { remember } from '../../state/resource'
import { openAttempt } from './attempt'
import { dropDraft } from './form'
import { confirmOrder } from './submitOrder'

export interface Progress {
  sending: boolean
  error: unknown
}

const wait = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

/** Sends the order, once at a time, and goes to the thank-you page with it. */
export function useConfirm() {
  const [progress, setProgress] = useState<Progress>({ sending: false, error: null })
  const sending = useRef(false)
  const attempt = openAttempt(sessionStorage)

  const confirm = async (body: NewOrder, keep = false) => {
    // The disabled button is drawn a moment after the click; a second click may be sooner.
    if (sending.current) return
    sending.current = true
    setProgress({ sending: true, error: null })
    try {
      const order = await confirmOrder(body, { storage: sessionStorage, place: placeOrder, wait })
      dropDraft()
      // The order stands whether or not its address can be kept.
      if (keep) addAddress(body.shipping_address).catch(() => undefined)
      remember(orderKey(order.id), order)
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
    confirm,
    /** Whether an earlier sending never got its answer. */
    unfinished: attempt !== null,
    /** Asks once more for the order that got no answer, exactly as it was sent. */
    recover: () => {
      if (attempt) void confirm(attempt.body)
    },
  }
}
