/** The last order that this browser placed, for its other tabs, whose cart is empty all at once. */

const STORAGE_KEY = 'tienda.last-order'

/** How long it explains an empty cart. */
const RECENT_MS = 3_600_000

export interface LastOrder {
  id: string
  number: number
}

export function storeLastOrder({ id, number }: LastOrder): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify({ id, number, at: Date.now() }))
}

export const forgetLastOrder = () => localStorage.removeItem(STORAGE_KEY)

/** Return the last order if it was placed a short while ago. */
export function recentOrder(): LastOrder | null {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null') as
      | (LastOrder & { at: number })
      | null
    return stored && Date.now() - stored.at < RECENT_MS ? stored : null
  } catch {
    return null
  }
}

/** Call `onOrder` whenever another tab has placed an order. */
export function watchOrders(onOrder: () => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === STORAGE_KEY && newValue) onOrder()
  })
}
