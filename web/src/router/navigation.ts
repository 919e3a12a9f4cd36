/** The current URL, as a signal over the browser's history, and the ways to change it. */

import { signal } from '@preact/signals'
import { isHeldUp } from './leaveGuard'
import { canonicalUrl } from './match'

const MAX_SCROLL_POSITIONS = 50

/** Its path is spelled as in the table of pages. */
export const currentUrl = signal(canonicalUrl(new URL(location.href)))

/** The scroll position of the page, in pixels, when it was left; set after Back or Forward. */
export let scrollToRestore: number | null = null

const scrollPositions = new Map<string, number>()
/** The id of the current entry of the browser's history. */
let entry = entryId()

/** Go to `href`, without loading a page. */
export function navigate(href: string, { replace = false } = {}): void {
  const next = canonicalUrl(new URL(href, location.href))
  if (next.href === location.href) return
  const go = () => navigate(href, { replace })
  if (isHeldUp(next.pathname, location.pathname, go)) return
  if (replace) {
    history.replaceState({ entry }, '', next)
  } else {
    saveScroll()
    entry = newEntryId()
    history.pushState({ entry }, '', next)
  }
  scrollToRestore = null
  show(next)
}

/** Show `next`; between pages with a short dissolve, if the browser supports view transitions. */
function show(next: URL): void {
  const isSamePage = next.pathname === currentUrl.value.pathname
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches
  if (isSamePage || reducedMotion || !document.startViewTransition) {
    currentUrl.value = next
    return
  }
  const transition = document.startViewTransition(async () => {
    currentUrl.value = next
    // Preact renders before the next task.
    await new Promise((resolve) => setTimeout(resolve))
  })
  // Rejects if a later transition replaces this one, which is no error.
  transition.ready.catch(() => undefined)
}

/** Handle Back, Forward, and clicks on links to pages for which `isPagePath` holds. */
export function startRouter(isPagePath: (pathname: string) => boolean): void {
  history.scrollRestoration = 'manual'
  // An unknown path stays as it was written.
  if (isPagePath(currentUrl.value.pathname)) history.replaceState({ entry }, '', currentUrl.value)
  else history.replaceState({ entry }, '')
  addEventListener('popstate', () => {
    const shown = currentUrl.peek()
    if (isHeldUp(location.pathname, shown.pathname, () => history.back())) {
      // The browser has gone already: put the page that is still shown behind it again.
      history.pushState({ entry }, '', shown)
      return
    }
    saveScroll()
    entry = entryId()
    scrollToRestore = scrollPositions.get(entry) ?? 0
    show(canonicalUrl(new URL(location.href)))
  })
  document.addEventListener('click', (event) => {
    const link = followedLink(event)
    if (!link || !isPagePath(link.pathname)) return
    event.preventDefault()
    // A new page scrolls once it is shown (Outlet); the same page with new contents scrolls now.
    const { pathname } = canonicalUrl(new URL(link.href))
    if (pathname === currentUrl.value.pathname) scrollTo({ top: 0, behavior: 'instant' })
    navigate(link.href)
  })
}

/** Call `onIntent` with the path of a link that is hovered, touched or focused, before its click. */
export function watchLinkIntent(onIntent: (pathname: string) => void): void {
  const listener = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a') : null
    if (link && link.origin === location.origin) onIntent(link.pathname)
  }
  for (const type of ['pointerover', 'touchstart', 'focusin']) {
    document.addEventListener(type, listener, { passive: true })
  }
}

/** Return the link of this site that a plain click follows; null for any other click. */
function followedLink(event: MouseEvent): HTMLAnchorElement | null {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey
  if (event.defaultPrevented || modified || event.button !== 0) return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) {
    return null
  }
  return link.getAttribute('href')?.startsWith('#') ? null : link
}

function saveScroll(): void {
  scrollPositions.set(entry, scrollY)
  const [oldest] = scrollPositions.keys()
  if (scrollPositions.size > MAX_SCROLL_POSITIONS && oldest !== undefined)
    scrollPositions.delete(oldest)
}

function entryId(): string {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'entry' in state) return String(state.entry)
  return newEntryId()
}

function newEntryId(): string {
  return Math.random().toString(36).slice(2)
}
