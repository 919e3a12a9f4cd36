import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Image } from '../../api/types'
import { Icon } from '../../components/Icon'
import { t } from '../../i18n'

interface LightboxProps {
  images: Image[]
  /** The place of the image that is shown first. */
  start: number
  close: () => void
}

/**
 * The images on the whole screen, one at a time, as a modal dialog that the browser closes on Escape.
 *
 * The arrow keys go on and back; a click on the image shows it as large as it is, and scrolls.
 */
export function Lightbox({ images, start, close }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const picture = useRef<HTMLButtonElement>(null)
  const [shown, setShown] = useState(start)
  const [isLarge, setLarge] = useState(false)
  const labels = t.value.product
  const image = images[shown]
  useLayoutEffect(() => dialog.current?.showModal(), [])
  useLayoutEffect(() => {
    const { current: area } = picture
    // The middle of a large image comes first.
    if (area && isLarge) {
      area.scrollTo(
        (area.scrollWidth - area.clientWidth) / 2,
        (area.scrollHeight - area.clientHeight) / 2,
      )
    }
  }, [isLarge])

  const go = (step: 1 | -1) => {
    setShown((shown + step + images.length) % images.length)
    setLarge(false)
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    // Of a large image the arrows scroll.
    if (isLarge || images.length < 2) return
    if (key === 'ArrowRight') go(1)
    else if (key === 'ArrowLeft') go(-1)
  }

  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={labels.gallery}
      onClose={close}
      onKeyDown={onKeyDown}
      data-testid="lightbox"
    >
      <div class="lightbox__tools">
        {images.length > 1 && (
          <>
            <IconButton label={labels.previous} icon="back" onClick={() => go(-1)} />
            <p role="status">{labels.picture(shown + 1, images.length)}</p>
            <IconButton label={labels.next} icon="forward" onClick={() => go(1)} />
          </>
        )}
        <IconButton label={labels.close} icon="close" onClick={() => dialog.current?.close()} />
      </div>
      <button
        ref={picture}
        type="button"
        class="lightbox__picture"
        data-large={isLarge}
        aria-pressed={isLarge}
        aria-label={`${labels.enlarge}: ${image?.alt}`}
        onClick={() => setLarge(!isLarge)}
      >
        {image && (
          <img key={image.url} src={image.url} width={image.width} height={image.height} alt="" />
        )}
      </button>
    </dialog>
  )
}

interface IconButtonProps {
  label: string
  icon: 'back' | 'forward' | 'close'
  onClick: () => void
}

const IconButton = ({ label, icon, onClick }: IconButtonProps) => (
  <button type="button" class="icon-button" aria-label={label} onClick={onClick}>
    <Icon name={icon} />
  </button>
)
