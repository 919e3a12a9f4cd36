import { useState } from 'preact/hooks'
import { archiveProduct } from '../../../api/admin'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { navigate } from '../../../router/navigation'
import { words } from '../messages'

interface ArchiveProps {
  id: string
  tag: string
  reload: () => Promise<void>
}

export function Archive({ id, tag, reload }: ArchiveProps) {
  const { product: said } = words.value
  const [asking, ask] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const archive = async () => {
    try {
      await archiveProduct(id, tag)
      navigate('/admin/productos')
    } catch (failure) {
      setError(failure)
      ask(false)
      await reload()
    }
  }

  return (
    <div>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      {asking ? (
        <Message title={said.archiveQuestion}>
          <div class="message__actions">
            <button type="button" class="button" onClick={archive} data-testid="archive-yes">
              {said.archiveYes}
            </button>
            <button type="button" class="button button--outline" onClick={() => ask(false)}>
              {said.archiveNo}
            </button>
          </div>
        </Message>
      ) : (
        <button type="button" class="link-button" onClick={() => ask(true)} data-testid="archive">
          {said.archive}
        </button>
      )}
    </div>
  )
}
