import { useForm } from '../../components/useForm'
import { navigate, place } from '../../router/navigation'
import { isOurs } from './redirect'

/** The common part of logging in and registering: send, and go where one came from. */
export function useEntry(enter: (texts: (pointer: string) => string) => Promise<void>) {
  return useForm(async (texts) => {
    await enter((pointer) => texts[pointer] ?? '')
    navigate(nextPath(), { replace: true })
  })
}

function nextPath(): string {
  const next = place.value.searchParams.get('next') ?? ''
  return isOurs(next) ? next : '/cuenta'
}

/** Keeps the way on between the two pages. */
export function withNext(path: string): string {
  return path + place.value.search
}
