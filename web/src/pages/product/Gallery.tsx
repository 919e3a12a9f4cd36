import { useState } from 'preact/hooks'
import type { Image } from '../../api/types'
import { Picture } from '../../components/Picture'
import { t } from '../../i18n'

const SIZES = '(min-width: 60rem) 45vw, 100vw'

/** The images of a product: one large, the others as thumbnails. */
export function Gallery({ images }: { images: Image[] }) {
  const [selected, setSelected] = useState(0)
  const labels = t.value.product
  const image = images[selected] ?? images[0] ?? null
  return (
    <section class="gallery" aria-label={labels.gallery}>
      <div class="gallery__main">
        <Picture key={image?.url} image={image} sizes={SIZES} eager />
      </div>
      {images.length > 1 && (
        <ul class="gallery__thumbs">
          {images.map((thumb, i) => (
            <li key={thumb.url}>
              <button
                type="button"
                aria-label={labels.picture(i + 1, images.length)}
                aria-pressed={i === selected}
                onClick={() => setSelected(i)}
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
