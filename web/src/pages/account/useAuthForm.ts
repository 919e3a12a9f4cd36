import { useForm } from '../../components/useForm'
import { currentUrl, navigate } from '../../router/navigation'
import { isSafeRedirect } from './redirect'

/** Return the state of a form that logs in by `enter`, and then goes to the page that asked for it. */
export function useAuthForm(enter: (value: (pointer: string) => string) => Promise<void>) {
  return useForm(async (values) => {
    await enter((pointer) => values[pointer] ?? '')
    navigate(nextPath(), { replace: true })
  })
}

function nextPath(): string {
  const next = currentUrl.value.searchParams.get('next') ?? ''
  return isSafeRedirect(next) ? next : '/cuenta'
}

/** Return `path` with the current query, so that `next` survives the change of form. */
export function withNext(path: string): string {
  return path + currentUrl.value.search
}
