import type { Image } from '../api/types'

interface PictureProps {
  image: Image | null
  /** The `sizes` attribute: how wide it is shown. */
  sizes: string
  /** Fetch at once and first: for images at the top of a page. */
  eager?: boolean
  /** Leave `alt` empty: the name is beside it as text. */
  decorative?: boolean
}

/** A responsive image; a placeholder if there is none. */
export function Picture({ image, sizes, eager = false, decorative = false }: PictureProps) {
  if (!image) return <span class="picture picture--empty" aria-hidden="true" />
  const isWide = image.width > image.height
  return (
    <img
      class={isWide ? 'picture picture--wide' : 'picture'}
      src={image.url}
      srcset={image.sources.map(({ url, width }) => `${url} ${width}w`).join(', ')}
      sizes={sizes}
      width={image.width}
      height={image.height}
      alt={decorative ? '' : image.alt}
      loading={eager ? 'eager' : 'lazy'}
      fetchpriority={eager ? 'high' : 'auto'}
      decoding="async"
    />
  )
}
