import { useComputed } from '@preact/signals'
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import { NetworkError } from '../api/problem'
import { LoadError } from '../components/LoadError'
import { Loading } from '../components/Loading'
import { currentUrl, scrollToRestore } from './navigation'
import { loadPage, type Match } from './page'
import { reloadPage } from './reload'

interface OutletProps {
  findRoute: (pathname: string) => Match
}

interface Shown extends Match {
  pathname: string
}

/** Show the page of the current path; the previous page stays until its code is loaded. */
export function Outlet({ findRoute }: OutletProps) {
  const pathname = useComputed(() => currentUrl.value.pathname).value
  const requested: Shown = { ...findRoute(pathname), pathname }
  const lastShown = useRef<Shown | null>(null)
  const failure = useRef<unknown>(null)
  const [, rerender] = useReducer((n: number) => n + 1, 0)

  if (requested.route.page) lastShown.current = requested
  const shown = lastShown.current

  useEffect(() => {
    if (requested.route.page) {
      // A preload may have finished between the rendering and this effect.
      if (shown?.pathname !== pathname) rerender(0)
      return
    }
    failure.current = null
    loadPage(requested.route)
      .catch(async (error: unknown) => {
        if (!(await reloadPage())) failure.current = new NetworkError('no code', { cause: error })
      })
      .finally(() => rerender(0))
  }, [requested.route, pathname])

  useScrollAndFocus(shown?.pathname)

  if (failure.current) return <LoadError error={failure.current} retry={() => void reloadPage()} />
  if (!shown?.route.page) return <Loading />
  const { page: Page } = shown.route
  return <Page key={shown.pathname} params={shown.params} />
}

/** On a new page, scroll to its top, or to where the shopper left it, and focus its content. */
function useScrollAndFocus(pathname: string | undefined): void {
  const previous = useRef<string | undefined>(undefined)
  // Back within one page changes the rest of the URL alone.
  const { href } = currentUrl.value
  useLayoutEffect(() => {
    if (pathname === undefined || pathname !== currentUrl.value.pathname) return
    const isNewPage = pathname !== previous.current
    const isFirstPage = previous.current === undefined
    previous.current = pathname
    if (isFirstPage) return
    if (isNewPage || scrollToRestore !== null) {
      scrollTo({ top: scrollToRestore ?? 0, behavior: 'instant' })
    }
    const isTyping = document.activeElement instanceof HTMLInputElement
    if (isNewPage && !isTyping) document.getElementById('content')?.focus({ preventScroll: true })
  }, [pathname, href])
}
