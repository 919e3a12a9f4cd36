import { useComputed } from '@preact/signals'
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import { NoAnswer } from '../api/problem'
import { Trouble } from '../components/LoadError'
import { Loading } from '../components/Loading'
import { place, returnTo } from './navigation'
import { loadPage, type Match } from './page'
import { renewPage } from './reload'

interface OutletProps {
  findRoute: (pathname: string) => Match
}

interface Shown extends Match {
  pathname: string
}

/** The page of the current path; the one before stays until its code has arrived. */
export function Outlet({ findRoute }: OutletProps) {
  const pathname = useComputed(() => place.value.pathname).value
  const wanted: Shown = { ...findRoute(pathname), pathname }
  const last = useRef<Shown | null>(null)
  const failure = useRef<unknown>(null)
  const [, redraw] = useReducer((n: number) => n + 1, 0)

  if (wanted.route.page) last.current = wanted
  const shown = last.current

  useEffect(() => {
    if (wanted.route.page) {
      // Fetched ahead, it may have come between the drawing and now.
      if (shown?.pathname !== pathname) redraw(0)
      return
    }
    failure.current = null
    loadPage(wanted.route)
      .catch(async (error: unknown) => {
        if (!(await renewPage())) failure.current = new NoAnswer('no code', { cause: error })
      })
      .finally(() => redraw(0))
  }, [wanted.route, pathname])

  useArrival(shown?.pathname)

  if (failure.current) return <Trouble error={failure.current} retry={() => void renewPage()} />
  if (!shown?.route.page) return <Loading />
  const { page: Page } = shown.route
  return <Page key={shown.pathname} params={shown.params} />
}

/** On another page: scroll to where it begins, or where the shopper left it, and focus it. */
function useArrival(pathname: string | undefined): void {
  const before = useRef<string | undefined>(undefined)
  // Back within one page changes no more than this.
  const { href } = place.value
  useLayoutEffect(() => {
    if (pathname === undefined || pathname !== place.value.pathname) return
    const moved = pathname !== before.current
    const first = before.current === undefined
    before.current = pathname
    if (first) return
    if (moved || returnTo !== null) scrollTo({ top: returnTo ?? 0, behavior: 'instant' })
    const typing = document.activeElement instanceof HTMLInputElement
    if (moved && !typing) document.getElementById('content')?.focus({ preventScroll: true })
  }, [pathname, href])
}
