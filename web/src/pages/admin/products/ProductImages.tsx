import { useState } from 'preact/hooks'
import type { VersionedProduct } from '../../../api/admin'
import { changeProduct } from '../../../api/admin'
import type { KeptImage } from '../../../api/types'
import { uploadImage } from '../../../api/upload'
import { errorText } from '../../../components/errorText'
import { Icon } from '../../../components/Icon'
import { Message } from '../../../components/Message'
import { Picture } from '../../../components/Picture'
import { lang } from '../../../i18n'
import { messages } from '../messages'
import { AltTextForm } from './AltTextForm'

interface ProductImagesProps {
  loaded: VersionedProduct
  reload: () => Promise<void>
}

/** The images of a product: upload, order, alternative texts, removal. */
export function ProductImages({ loaded, reload }: ProductImagesProps) {
  const { pictures: labels } = messages.value
  const [sending, setSending] = useState<{ name: string; progress: number } | null>(null)
  const [isOver, setOver] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { id, images } = loaded.texts[lang.value]
  const urls = images.map(({ url }) => ({ url }))

  const upload = async (files: FileList | null | undefined) => {
    setError(null)
    try {
      for (const file of files ?? []) {
        setSending({ name: file.name, progress: 0 })
        await uploadImage(id, file, (progress) => setSending({ name: file.name, progress }))
      }
    } catch (failure) {
      setError(failure)
    }
    setSending(null)
    await reload()
  }
  const save = async (images: KeptImage[]) => {
    setError(null)
    try {
      await changeProduct(id, { images }, loaded.etag)
    } catch (failure) {
      setError(failure)
    }
    await reload()
  }

  return (
    <section aria-labelledby="pictures">
      <h2 id="pictures">{labels.title}</h2>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      {images.length === 0 && <p class="admin__empty">{labels.none}</p>}
      <ol class="pictures">
        {images.map((image, i) => (
          <li key={image.url} data-testid="admin-picture">
            <Picture image={image} sizes="10rem" />
            <div class="pictures__tools">
              <button
                type="button"
                class="icon-button"
                aria-label={labels.earlier(i + 1)}
                disabled={i === 0}
                onClick={() => save(swap(urls, i - 1))}
              >
                <Icon name="back" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={labels.later(i + 1)}
                disabled={i === images.length - 1}
                onClick={() => save(swap(urls, i))}
              >
                <Icon name="forward" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={labels.remove(i + 1)}
                onClick={() => save(urls.filter(({ url }) => url !== image.url))}
              >
                <Icon name="close" />
              </button>
            </div>
            <AltTextForm
              index={i}
              texts={loaded.texts}
              save={(alts) =>
                save(urls.map(({ url }) => (url === image.url ? { url, alts } : { url })))
              }
            />
          </li>
        ))}
      </ol>
      <label
        class="dropzone"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void upload(event.dataTransfer?.files)
        }}
      >
        <strong>{labels.drop}</strong>
        <span>{labels.hint}</span>
        <input
          type="file"
          class="visually-hidden"
          accept="image/jpeg,image/png,image/webp"
          multiple
          disabled={sending !== null}
          onChange={({ currentTarget }) => upload(currentTarget.files)}
          data-testid="add-picture"
        />
      </label>
      <div role="status">
        {sending && (
          <label class="dropzone__progress">
            {labels.sending(sending.name)}
            <progress max={1} value={sending.progress} />
          </label>
        )}
      </div>
    </section>
  )
}

/** Return the list with the images at `i` and `i + 1` swapped. */
function swap(images: KeptImage[], i: number): KeptImage[] {
  const [first, second] = images.slice(i, i + 2)
  return first && second ? [...images.slice(0, i), second, first, ...images.slice(i + 2)] : images
}
