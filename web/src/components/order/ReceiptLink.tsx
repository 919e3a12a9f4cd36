import { receiptAddress } from '../../api/orders'
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
    >
      {t.value.order.receipt}
    </a>
  )
}
