import type { Image } from '../api/types'

interface PictureProps {
  image: Image | null
  /** How wide it is shown, as the `sizes` attribute says it. */
  sizes: string
  /** At the top of the page: fetched at once and first. */
  eager?: boolean
  /** Beside its own name in text, where reading it out would only repeat it. */
  decorative?: boolean
}

export function Picture({ image, sizes, eager = false, decorative = false }: PictureProps) {
  if (!image) return <span class="picture picture--none" aria-hidden="true" />
  return (
    <img
      class="picture"
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
