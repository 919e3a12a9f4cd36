import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Product } from '../../api/types'
import { errorText } from '../../components/errorText'
import { Icon } from '../../components/Icon'
import { Message } from '../../components/Message'
import { QuantityInput } from '../../components/QuantityInput'
import { t } from '../../i18n'
import { addToCart, cartCount } from '../../state/cart'

type Progress = 'idle' | 'adding' | 'added' | { error: unknown }

/** From this many units down, the stock line says how few are left. */
const LOW_STOCK = 5

/** Stock, quantity and the button that adds the product to the cart. */
export function BuyBox({ product }: { product: Product }) {
  const [quantity, setQuantity] = useState(1)
  const [progress, setProgress] = useState<Progress>('idle')
  const labels = t.value.product
  const soldOut = product.stock === 0
  const bar = useRef<HTMLDivElement>(null)
  const isTall = useIsTall(bar)

  const change = (wanted: number) => {
    setQuantity(wanted)
    // The refusal was of another quantity.
    if (typeof progress === 'object') setProgress('idle')
  }
  const add = async () => {
    if (progress === 'adding') return
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
    <div class="buy-box">
      <StockLine stock={product.stock} />
      <div ref={bar} class="buy-box__bar" data-tall={isTall}>
        <div class="buy-box__row">
          <QuantityInput
            value={quantity}
            max={Math.max(1, Math.min(999, product.stock ?? 999))}
            onChange={change}
            disabled={soldOut}
          />
          <button
            type="button"
            class="button button--wide"
            disabled={soldOut}
            aria-disabled={progress === 'adding'}
            onClick={add}
            data-testid="add-to-cart"
          >
            {soldOut ? labels.soldOut : progress === 'adding' ? labels.adding : labels.add}
          </button>
        </div>
        <div class="buy-box__status" aria-live="polite">
          {progress === 'added' && (
            <p class="buy-box__added" data-testid="added">
              <Icon name="check" />
              <span>{labels.added(cartCount.value)}</span>
              <a href="/cesta">{labels.seeCart}</a>
            </p>
          )}
        </div>
        {typeof progress === 'object' && (
          <Message kind="error">{errorText(progress.error)}</Message>
        )}
      </div>
    </div>
  )
}

/** Whether the element was ever higher than a good third of the window, as with very large letters. */
function useIsTall(ref: RefObject<HTMLElement | null>): boolean {
  const [isTall, setTall] = useState(false)
  useEffect(() => {
    if (!ref.current) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.target.clientHeight > innerHeight * 0.36) setTall(true)
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return isTall
}

function StockLine({ stock }: { stock: number | null }) {
  const labels = t.value.product
  if (stock === null) return <p class="stock">{labels.unknownStock}</p>
  const level = stock === 0 ? 'none' : stock <= LOW_STOCK ? 'few' : 'good'
  const text = { none: labels.soldOut, few: labels.few(stock), good: labels.inStock }[level]
  return (
    <p class={`stock stock--${level}`} data-testid="stock">
      {text}
    </p>
  )
}
