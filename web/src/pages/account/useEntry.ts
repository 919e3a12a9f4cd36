import { useRef, useState } from 'preact/hooks'
import { Problem } from '../../api/problem'
import { focusFirstFault } from '../../components/Field'
import { t } from '../../i18n'
import { navigate, place } from '../../router/place'

/** The common part of logging in and registering: send, show faults, go where one came from. */
export function useEntry(enter: (texts: (pointer: string) => string) => Promise<void>) {
  const form = useRef<HTMLFormElement>(null)
  const [sending, setSending] = useState(false)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [error, setError] = useState<unknown>(null)

  const submit = async (event: Event) => {
    event.preventDefault()
    if (!form.current || sending) return
    setError(null)
    const missing = findMissing(form.current)
    setFaults(missing)
    if (Object.keys(missing).length > 0) return focusFirstFault(form.current)
    const data = new FormData(form.current)
    setSending(true)
    try {
      await enter((pointer) => String(data.get(pointer) ?? ''))
      navigate(nextPath(), { replace: true })
    } catch (failure) {
      const refused = failure instanceof Problem ? failure.byPointer : {}
      setFaults(refused)
      setError(failure)
      if (form.current) focusFirstFault(form.current)
    } finally {
      setSending(false)
    }
  }

  return { form, sending, faults, error, submit }
}

function findMissing(form: HTMLFormElement): Record<string, string> {
  const empty = [...form.querySelectorAll<HTMLInputElement>('input[required]')].filter(
    ({ value }) => value.trim() === '',
  )
  return Object.fromEntries(empty.map(({ name }) => [name, t.value.checkout.required]))
}

/** Only paths of this shop: `next` comes from the address, where anyone can write. */
function nextPath(): string {
  const next = place.value.searchParams.get('next') ?? ''
  return /^\/(?![/\\])/.test(next) ? next : '/cuenta'
}

/** Keeps the way on between the two pages. */
export function withNext(path: string): string {
  return path + place.value.search
}
