import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import type { Order } from '../../api/types'
import { errorText } from '../../components/errorText'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { addToCart } from '../../state/cart'

/** A button that adds an order's items to the cart, at today's prices, as far as still sold. */
export function ReorderButton({ order }: { order: Order }) {
  const labels = t.value.order
  const [sending, setSending] = useState(false)
  const [notice, setNotice] = useState<string | null>(null)

  const add = async () => {
    if (sending) return
    setSending(true)
    try {
      let missing = 0
      for (const { product_id, quantity } of order.items) {
        if (!(await tryToAdd(product_id, quantity))) missing += 1
      }
      if (missing === 0) navigate('/cesta')
      else setNotice(labels.someGone)
    } catch (error) {
      setNotice(errorText(error))
    } finally {
      setSending(false)
    }
  }

  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={sending}
        onClick={add}
        data-testid="order-again"
      >
        {labels.again}
      </button>
      {notice && (
        <Message>
          <p>{notice}</p>
          <a href="/cesta">{t.value.product.seeCart}</a>
        </Message>
      )}
    </>
  )
}

/** Add a product to the cart. Return whether it could be: it may be sold out, or no longer sold. */
async function tryToAdd(productId: string, quantity: number): Promise<boolean> {
  try {
    await addToCart(productId, quantity)
    return true
  } catch (error) {
    if (error instanceof Problem && error.isDefinite) return false
    throw error
  }
}
