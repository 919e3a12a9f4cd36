import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { User } from '../../api/types'
import { Trouble } from '../../components/LoadError'
import { Loading } from '../../components/Loading'
import { navigate, place } from '../../router/navigation'
import { findUser, user } from '../../state/session'

interface ForCustomersProps {
  children: (who: User) => ComponentChildren
}

/** Shows a page to who has signed in; others are led to the way in, and back. */
export function ForCustomers({ children }: ForCustomersProps) {
  const [asked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ask = () => {
    setError(null)
    findUser()
      .then(() => setAsked(true))
      .catch(setError)
  }
  useEffect(ask, [])

  const who = user.value
  const guest = asked && !who
  useEffect(() => {
    const { pathname } = place.value
    // Logging out from here has its own way on.
    if (guest && pathname === '/cuenta') navigate('/entrar', { replace: true })
    else if (guest && pathname.startsWith('/cuenta/')) {
      navigate(`/entrar?next=${encodeURIComponent(pathname)}`, { replace: true })
    }
  }, [guest])

  if (error && !who) return <Trouble error={error} retry={ask} />
  if (!who) return <Loading />
  return <>{children(who)}</>
}
