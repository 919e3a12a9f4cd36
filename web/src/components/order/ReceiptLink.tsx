import { getOrder, receiptUrl } from '../../api/orders'
import { t } from '../../i18n'

/** A link that opens the receipt, a PDF, in a new tab. */
export function ReceiptLink({ id }: { id: string }) {
  return (
    <a
      class="button button--outline"
      href={receiptUrl(id)}
      target="_blank"
      rel="noopener noreferrer"
      data-testid="receipt-link"
      onClick={(event) => openWithFreshSession(event, id)}
    >
      {t.value.order.receipt}
    </a>
  )
}

/** Read the order before the receipt: a call can refresh an expired session, a link cannot. */
function openWithFreshSession(event: MouseEvent, id: string): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  // Open the tab before the call: after a wait, browsers block it as a pop-up.
  const tab = window.open('', '_blank')
  if (!tab) return
  event.preventDefault()
  tab.opener = null
  const show = () => tab.location.replace(receiptUrl(id))
  getOrder(id).then(show, show)
}
