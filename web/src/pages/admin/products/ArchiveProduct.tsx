import { useState } from 'preact/hooks'
import { archiveProduct } from '../../../api/admin'
import { errorText } from '../../../components/errorText'
import { Message } from '../../../components/Message'
import { navigate } from '../../../router/navigation'
import { messages } from '../messages'

interface ArchiveProductProps {
  id: string
  etag: string
  reload: () => Promise<void>
}

/** A button that archives the product, which ends its sale, after a question. */
export function ArchiveProduct({ id, etag, reload }: ArchiveProductProps) {
  const { product: labels } = messages.value
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const archive = async () => {
    try {
      await archiveProduct(id, etag)
      navigate('/admin/productos')
    } catch (failure) {
      setError(failure)
      setAsking(false)
      await reload()
    }
  }

  return (
    <div>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      {isAsking ? (
        <Message title={labels.archiveQuestion}>
          <div class="message__actions">
            <button type="button" class="button" onClick={archive} data-testid="archive-yes">
              {labels.archiveYes}
            </button>
            <button type="button" class="button button--outline" onClick={() => setAsking(false)}>
              {labels.archiveNo}
            </button>
          </div>
        </Message>
      ) : (
        <button
          type="button"
          class="link-button"
          onClick={() => setAsking(true)}
          data-testid="archive"
        >
          {labels.archive}
        </button>
      )}
    </div>
  )
}
