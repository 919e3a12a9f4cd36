import { useEffect } from 'preact/hooks'
import { t } from '../i18n'

export interface PageMeta {
  /** One sentence or two for those who find the page elsewhere; the shop's own if unset. */
  description?: string | undefined
  /** The path under which the page is known, if it is to be found at all. */
  canonical?: string | undefined
  /** Schema.org, for search engines. */
  data?: object | undefined
}

/** Says in the document's head what the page is. */
export function usePageTitle(title: string | undefined, meta: PageMeta = {}): void {
  const { canonical } = meta
  const description = meta.description ?? t.value.nav.footer
  const data = meta.data && JSON.stringify(meta.data)
  useEffect(() => {
    document.title = title ? `${title} · Tienda` : `Tienda · ${t.value.homePage.title}`
  }, [title, t.value])
  useEffect(() => {
    document.querySelector('meta[name="description"]')?.setAttribute('content', description)
  }, [description])
  useEffect(() => {
    if (!canonical) return
    const href = new URL(canonical, location.origin).href
    return inHead('link', (link) => Object.assign(link, { rel: 'canonical', href }))
  }, [canonical])
  useEffect(() => {
    // A block of data, which no content security policy takes for a script.
    if (data) {
      return inHead('script', (block) =>
        Object.assign(block, { type: 'application/ld+json', textContent: data }),
      )
    }
  }, [data])
}

function inHead<K extends 'link' | 'script'>(
  tag: K,
  fill: (element: HTMLElementTagNameMap[K]) => void,
): () => void {
  const element = document.createElement(tag)
  fill(element)
  document.head.append(element)
  return () => element.remove()
}
