/** Keeps the keyboard's place, which browsers lose when what has the focus is removed or disabled. */

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, [tabindex]'

/**
 * Whenever what has the focus is removed from `root`, focus what was beside it; when it was disabled
 * while it sent something, focus it again afterwards.
 */
export function keepFocus(root: Element): void {
  /** What had the focus last, and its ancestors from the inside out. */
  let path: Element[] = []
  document.addEventListener('focusin', ({ target }) => {
    path = target instanceof Element ? ancestorsOf(target) : []
  })
  // A click on nothing takes the focus away on purpose; one on what has it makes no `focusin`.
  document.addEventListener('pointerdown', ({ target }) => {
    if (!path[0]?.contains(target as Node)) path = []
  })
  const observer = new MutationObserver((records) => {
    const [last] = path
    if (!last || (document.activeElement ?? document.body) !== document.body) return
    if (last.isConnected) return focus(last.matches(FOCUSABLE) ? last : null)
    const removal = records.find(({ removedNodes }) =>
      [...removedNodes].some((node) => node.contains(last)),
    )
    focus(
      nearest(removal?.nextSibling, 0) ??
        nearest(removal?.previousSibling, -1) ??
        path.map((ancestor) => nearest(ancestor, 0)).find(Boolean),
    )
  })
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] })
}

function focus(element: Element | null | undefined): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
}

/** Return the node or, of those inside it, the one at `place`; null if none can have the focus. */
function nearest(node: Node | null | undefined, place: 0 | -1): Element | null {
  if (!(node instanceof Element) || !node.isConnected) return null
  return node.matches(FOCUSABLE) ? node : ([...node.querySelectorAll(FOCUSABLE)].at(place) ?? null)
}

function ancestorsOf(element: Element): Element[] {
  const parent = element.parentElement
  return parent ? [element, ...ancestorsOf(parent)] : [element]
}
