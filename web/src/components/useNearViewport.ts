import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** How far below what is seen a part of the page begins to be read. */
const MARGIN = '800px'

/** Whether an element has come near to what is seen; `already` where there is nothing to wait for. */
export function useNear<E extends Element>(already: boolean): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null)
  const [isNear, setNear] = useState(already)
  useEffect(() => {
    if (isNear || !element.current) return
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: MARGIN },
    )
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [isNear])
  return [element, isNear]
}
