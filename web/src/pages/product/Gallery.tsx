import { useState } from 'preact/hooks'
import type { Image } from '../../api/types'
import { Picture } from '../../components/Picture'
import { t } from '../../i18n'
import { Lightbox } from './Lightbox'

const SIZES = '(min-width: 60rem) 45vw, 100vw'

/** The images of a product: one large, which opens on the whole screen, the others as thumbnails. */
export function Gallery({ images }: { images: Image[] }) {
  const [selected, setSelected] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const labels = t.value.product
  const image = images[selected] ?? images[0] ?? null
  return (
    <section class="gallery" aria-label={labels.gallery}>
      {image ? (
        <button
          type="button"
          class="gallery__main"
          aria-label={`${labels.enlarge}: ${image.alt}`}
          onClick={() => setOpen(true)}
          data-testid="enlarge"
        >
          <Picture key={image.url} image={image} sizes={SIZES} eager />
        </button>
      ) : (
        <div class="gallery__main">
          <Picture image={null} sizes={SIZES} />
        </div>
      )}
      {isOpen && <Lightbox images={images} start={selected} close={() => setOpen(false)} />}
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
