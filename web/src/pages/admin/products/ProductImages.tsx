import { useState } from 'preact/hooks'
import type { Versioned } from '../../../api/admin'
import { changeProduct } from '../../../api/admin'
import type { KeptImage } from '../../../api/types'
import { uploadPicture } from '../../../api/upload'
import { Icon } from '../../../components/Icon'
import { explain } from '../../../components/LoadError'
import { Message } from '../../../components/Message'
import { Picture } from '../../../components/Picture'
import { lang } from '../../../i18n'
import { words } from '../messages'
import { PictureWords } from './AltTextForm'

interface PicturesProps {
  read: Versioned
  reload: () => Promise<void>
}

/** A product's pictures: added by dropping or choosing files, put in order and words, taken away. */
export function Pictures({ read, reload }: PicturesProps) {
  const { pictures: said } = words.value
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null)
  const [isOver, setOver] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { id, images } = read.texts[lang.value]
  const urls = images.map(({ url }) => ({ url }))

  const add = async (files: FileList | null | undefined) => {
    setError(null)
    try {
      for (const file of files ?? []) {
        setSending({ name: file.name, share: 0 })
        await uploadPicture(id, file, (share) => setSending({ name: file.name, share }))
      }
    } catch (failure) {
      setError(failure)
    }
    setSending(null)
    await reload()
  }
  const change = async (kept: KeptImage[]) => {
    setError(null)
    try {
      await changeProduct(id, { images: kept }, read.tag)
    } catch (failure) {
      setError(failure)
    }
    await reload()
  }

  return (
    <section aria-labelledby="pictures">
      <h2 id="pictures">{said.title}</h2>
      {error ? <Message kind="error">{explain(error)}</Message> : null}
      {images.length === 0 && <p class="room__none">{said.none}</p>}
      <ol class="pictures">
        {images.map((image, i) => (
          <li key={image.url} data-testid="admin-picture">
            <Picture image={image} sizes="10rem" />
            <div class="pictures__tools">
              <button
                type="button"
                class="icon-button"
                aria-label={said.earlier(i + 1)}
                disabled={i === 0}
                onClick={() => change(swapped(urls, i - 1))}
              >
                <Icon name="back" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={said.later(i + 1)}
                disabled={i === images.length - 1}
                onClick={() => change(swapped(urls, i))}
              >
                <Icon name="forward" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={said.remove(i + 1)}
                onClick={() => change(urls.filter(({ url }) => url !== image.url))}
              >
                <Icon name="close" />
              </button>
            </div>
            <PictureWords
              at={i}
              texts={read.texts}
              save={(alts) =>
                change(urls.map(({ url }) => (url === image.url ? { url, alts } : { url })))
              }
            />
          </li>
        ))}
      </ol>
      <label
        class="drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void add(event.dataTransfer?.files)
        }}
      >
        <strong>{said.drop}</strong>
        <span>{said.hint}</span>
        <input
          type="file"
          class="visually-hidden"
          accept="image/jpeg,image/png,image/webp"
          multiple
          disabled={sending !== null}
          onChange={({ currentTarget }) => add(currentTarget.files)}
          data-testid="add-picture"
        />
      </label>
      <div role="status">
        {sending && (
          <label class="drop__progress">
            {said.sending(sending.name)}
            <progress max={1} value={sending.share} />
          </label>
        )}
      </div>
    </section>
  )
}

/** The list with those at `i` and behind it changed about. */
function swapped(images: KeptImage[], i: number): KeptImage[] {
  const [one, two] = images.slice(i, i + 2)
  return one && two ? [...images.slice(0, i), two, one, ...images.slice(i + 2)] : images
}
