import { useState } from 'preact/hooks'
import type { Image } from '../../api/types'
import { Picture } from '../../components/Picture'
import { t } from '../../i18n'

const SIZES = '(min-width: 60rem) 45vw, 100vw'

export function Gallery({ images }: { images: Image[] }) {
  const [chosen, choose] = useState(0)
  const words = t.value.product
  const image = images[chosen] ?? images[0] ?? null
  return (
    <section class="gallery" aria-label={words.gallery}>
      <div class="gallery__main">
        <Picture key={image?.url} image={image} sizes={SIZES} eager />
      </div>
      {images.length > 1 && (
        <ul class="gallery__thumbs">
          {images.map((thumb, i) => (
            <li key={thumb.url}>
              <button
                type="button"
                aria-label={words.picture(i + 1, images.length)}
                aria-pressed={i === chosen}
                onClick={() => choose(i)}
              >
                <Picture image={thumb} sizes="5rem" decorative />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
