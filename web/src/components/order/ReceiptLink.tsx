import { getOrder, receiptAddress } from '../../api/orders'
import { t } from '../../i18n'

/** Opens the receipt, a PDF, in a tab of its own, so that the shop stays where it was. */
export function ReceiptLink({ id }: { id: string }) {
  return (
    <a
      class="button button--outline"
      href={receiptAddress(id)}
      target="_blank"
      rel="noopener noreferrer"
      data-testid="receipt-link"
      onClick={(event) => openRenewed(event, id)}
    >
      {t.value.order.receipt}
    </a>
  )
}

/** A link cannot renew a session that has run out, a call can: so one goes before. */
function openRenewed(event: MouseEvent, id: string): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  // At once: after a wait, browsers take a new tab for a pop-up that nobody asked for.
  const tab = window.open('', '_blank')
  if (!tab) return
  event.preventDefault()
  tab.opener = null
  const show = () => tab.location.replace(receiptAddress(id))
  getOrder(id).then(show, show)
}
