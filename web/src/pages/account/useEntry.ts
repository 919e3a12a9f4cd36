import { useForm } from '../../components/useForm'
import { navigate, place } from '../../router/place'

/** The common part of logging in and registering: send, and go where one came from. */
export function useEntry(enter: (texts: (pointer: string) => string) => Promise<void>) {
  return useForm(async (texts) => {
    await enter((pointer) => texts[pointer] ?? '')
    navigate(nextPath(), { replace: true })
  })
}

/** Only paths of this shop: `next` comes from the address, where anyone can write; browsers leave out
 * a tab, so that "/\t/" leads elsewhere as "//" does. */
function nextPath(): string {
  const next = place.value.searchParams.get('next') ?? ''
  return /^\/(?![/\\])\S*$/.test(next) ? next : '/cuenta'
}

/** Keeps the way on between the two pages. */
export function withNext(path: string): string {
  return path + place.value.search
}
