import { useEffect } from 'preact/hooks'
import { t } from '../i18n'

export interface PageMeta {
  /** One or two sentences for search engines; the shop's own if unset. */
  description?: string | undefined
  /** The canonical path of the page, if search engines are to list it. */
  canonical?: string | undefined
  /** Search engines are not to list the page. */
  noindex?: boolean
  /** Structured data (schema.org), for search engines. */
  jsonLd?: object | undefined
}

/** Set the document's title, and the metadata in its head. */
export function usePageMeta(title: string | undefined, meta: PageMeta = {}): void {
  const { canonical, noindex = false } = meta
  const description = meta.description ?? t.value.nav.footer
  const jsonLd = meta.jsonLd && JSON.stringify(meta.jsonLd)
  useEffect(() => {
    document.title = title ? `${title} · Tienda` : `Tienda · ${t.value.homePage.title}`
  }, [title, t.value])
  useEffect(() => {
    document.querySelector('meta[name="description"]')?.setAttribute('content', description)
  }, [description])
  useEffect(() => {
    if (!canonical) return
    const href = new URL(canonical, location.origin).href
    return addToHead('link', (link) => Object.assign(link, { rel: 'canonical', href }))
  }, [canonical])
  useEffect(() => {
    if (noindex) {
      return addToHead('meta', (tag) => Object.assign(tag, { name: 'robots', content: 'noindex' }))
    }
  }, [noindex])
  useEffect(() => {
    // A data block, which the content security policy does not apply to.
    if (jsonLd) {
      return addToHead('script', (block) =>
        Object.assign(block, { type: 'application/ld+json', textContent: jsonLd }),
      )
    }
  }, [jsonLd])
}

/** Add an element to the head. Return the function that removes it. */
function addToHead<K extends 'link' | 'meta' | 'script'>(
  tag: K,
  fill: (element: HTMLElementTagNameMap[K]) => void,
): () => void {
  const element = document.createElement(tag)
  fill(element)
  document.head.append(element)
  return () => element.remove()
}
