import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

/** How far outside the viewport counts as near. */
const MARGIN = '800px'

/** Return a ref and whether its element is or was near the viewport; `initially` before that. */
export function useNearViewport<E extends Element>(
  initially: boolean,
): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null)
  const [isNear, setNear] = useState(initially)
  useEffect(() => {
    if (isNear || !ref.current) return
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: MARGIN },
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [isNear])
  return [ref, isNear]
}
