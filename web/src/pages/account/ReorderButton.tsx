import { useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import type { Order } from '../../api/types'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { navigate } from '../../router/navigation'
import { addToCart } from '../../state/cart'

/** Puts all of an order that is still sold into the cart, at today's prices. */
export function OrderAgain({ order }: { order: Order }) {
  const words = t.value.order
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const add = async () => {
    setSending(true)
    try {
      let gone = 0
      for (const { product_id, quantity } of order.items) {
        if (!(await isAdded(product_id, quantity))) gone += 1
      }
      if (gone === 0) navigate('/cesta')
      else setTrouble(words.someGone)
    } catch (error) {
      setTrouble(explain(error))
    } finally {
      setSending(false)
    }
  }

  return (
    <>
      <button
        type="button"
        class="button"
        disabled={sending}
        onClick={add}
        data-testid="order-again"
      >
        {words.again}
      </button>
      {trouble && (
        <Message>
          <p>{trouble}</p>
          <a href="/cesta">{t.value.product.seeCart}</a>
        </Message>
      )}
    </>
  )
}

async function isAdded(productId: string, quantity: number): Promise<boolean> {
  try {
    await addToCart(productId, quantity)
    return true
  } catch (error) {
    if (error instanceof Problem && error.isDefinite) return false
    throw error
  }
}
