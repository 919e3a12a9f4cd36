/** Where the shopper is, as a signal over the browser's history. */

import { signal } from '@preact/signals'

const KEPT_SCROLL = 50

export const place = signal(new URL(location.href))

/** Set when the shopper came by Back or Forward: how far down they had been. */
export let returnTo: number | null = null

const scrolled = new Map<string, number>()
let entry = entryId()

export function navigate(href: string, { replace = false } = {}): void {
  const next = new URL(href, location.href)
  if (next.href === location.href) return
  if (replace) {
    history.replaceState({ entry }, '', next)
  } else {
    leaveEntry()
    entry = newEntryId()
    history.pushState({ entry }, '', next)
  }
  returnTo = null
  arrive(next)
}

/** Goes there; from one page to another by a short dissolve, where the browser knows how. */
function arrive(next: URL): void {
  const stays = next.pathname === place.value.pathname
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  if (stays || calm || !document.startViewTransition) {
    place.value = next
    return
  }
  const change = document.startViewTransition(async () => {
    place.value = next
    // By then the page has been drawn anew.
    await new Promise((drawn) => setTimeout(drawn))
  })
  // Another change overtook it: there is nothing to see, and nothing wrong.
  change.ready.catch(() => undefined)
}

/** Follows links inside the shop without loading a page, and the Back button. */
export function startRouter(isOurs: (pathname: string) => boolean): void {
  history.scrollRestoration = 'manual'
  history.replaceState({ entry }, '')
  addEventListener('popstate', () => {
    leaveEntry()
    entry = entryId()
    returnTo = scrolled.get(entry) ?? 0
    arrive(new URL(location.href))
  })
  document.addEventListener('click', (event) => {
    const link = followedLink(event)
    if (!link || !isOurs(link.pathname)) return
    event.preventDefault()
    // Another page scrolls when it has arrived; the same page, with other contents, at once.
    if (link.pathname === place.value.pathname) scrollTo({ top: 0, behavior: 'instant' })
    navigate(link.href)
  })
}

/** Tells of the link that a pointer rests on or a finger touches, before the click it leads to. */
export function watchIntent(tell: (pathname: string) => void): void {
  const note = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a') : null
    if (link && link.origin === location.origin) tell(link.pathname)
  }
  for (const kind of ['pointerover', 'touchstart', 'focusin']) {
    document.addEventListener(kind, note, { passive: true })
  }
}

function followedLink(event: MouseEvent): HTMLAnchorElement | null {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey
  if (event.defaultPrevented || modified || event.button !== 0) return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) {
    return null
  }
  return link.getAttribute('href')?.startsWith('#') ? null : link
}

function leaveEntry(): void {
  scrolled.set(entry, scrollY)
  const [oldest] = scrolled.keys()
  if (scrolled.size > KEPT_SCROLL && oldest !== undefined) scrolled.delete(oldest)
}

function entryId(): string {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'entry' in state) return String(state.entry)
  return newEntryId()
}

function newEntryId(): string {
  return Math.random().toString(36).slice(2)
}
