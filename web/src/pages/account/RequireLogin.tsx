import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { User } from '../../api/types'
import { LoadError } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { currentUrl, navigate } from '../../router/navigation'
import { loadUser, user } from '../../state/session'

interface RequireLoginProps {
  children: (user: User) => ComponentChildren
}

/** Show `children` to a signed-in user; send guests to the log-in page, and back afterwards. */
export function RequireLogin({ children }: RequireLoginProps) {
  const [isLoaded, setLoaded] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const load = () => {
    setError(null)
    loadUser()
      .then(() => setLoaded(true))
      .catch(setError)
  }
  useEffect(load, [])

  const signedIn = user.value
  const isGuest = isLoaded && !signedIn
  useEffect(() => {
    const { pathname } = currentUrl.value
    // After a log-out the account page goes home by itself.
    if (isGuest && pathname === '/cuenta') navigate('/entrar', { replace: true })
    else if (isGuest && pathname.startsWith('/cuenta/')) {
      navigate(`/entrar?next=${encodeURIComponent(pathname)}`, { replace: true })
    }
  }, [isGuest])

  if (error && !signedIn) return <LoadError error={error} retry={load} />
  if (!signedIn) return <Loading />
  return <>{children(signedIn)}</>
}
