import { useState } from 'preact/hooks'
import type { Product } from '../../api/types'
import { Icon } from '../../components/Icon'
import { explain } from '../../components/LoadError'
import { Message } from '../../components/Message'
import { Quantity } from '../../components/QuantityInput'
import { t } from '../../i18n'
import { addToCart, cartCount } from '../../state/cart'

type Progress = 'idle' | 'adding' | 'added' | { error: unknown }

const FEW = 5

export function BuyBox({ product }: { product: Product }) {
  const [quantity, setQuantity] = useState(1)
  const [progress, setProgress] = useState<Progress>('idle')
  const words = t.value.product
  const soldOut = product.stock === 0

  const add = async () => {
    setProgress('adding')
    try {
      await addToCart(product.id, quantity)
      setProgress('added')
      setQuantity(1)
    } catch (error) {
      setProgress({ error })
    }
  }

  return (
    <div class="buy">
      <StockLine stock={product.stock} />
      <div class="buy__row">
        <Quantity
          value={quantity}
          max={Math.max(1, Math.min(999, product.stock ?? 999))}
          onChange={setQuantity}
          disabled={soldOut}
        />
        <button
          type="button"
          class="button button--wide"
          disabled={soldOut || progress === 'adding'}
          onClick={add}
          data-testid="add-to-cart"
        >
          {soldOut ? words.soldOut : progress === 'adding' ? words.adding : words.add}
        </button>
      </div>
      <div class="buy__answer" aria-live="polite">
        {progress === 'added' && (
          <p class="buy__added" data-testid="added">
            <Icon name="check" />
            <span>{words.added(cartCount.value)}</span>
            <a href="/cesta">{words.seeCart}</a>
          </p>
        )}
      </div>
      {typeof progress === 'object' && <Message kind="error">{explain(progress.error)}</Message>}
    </div>
  )
}

function StockLine({ stock }: { stock: number | null }) {
  const words = t.value.product
  if (stock === null) return <p class="stock">{words.unknownStock}</p>
  const level = stock === 0 ? 'none' : stock <= FEW ? 'few' : 'good'
  const text = { none: words.soldOut, few: words.few(stock), good: words.inStock }[level]
  return (
    <p class={`stock stock--${level}`} data-testid="stock">
      {text}
    </p>
  )
}
