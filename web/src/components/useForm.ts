import { useRef, useState } from 'preact/hooks'
import { Problem } from '../api/problem'
import { t } from '../i18n'
import { focusFirstFault } from './Field'

/**
 * Sends a form once at a time, and shows what is wrong with it at its fields.
 *
 * `send` is given the fields' texts by their names, which are JSON pointers.
 */
export function useForm(send: (texts: Record<string, string>) => Promise<void>) {
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
    setSending(true)
    try {
      await send(textsOf(form.current))
    } catch (failure) {
      setFaults(failure instanceof Problem ? failure.byPointer : {})
      setError(failure)
      if (form.current) focusFirstFault(form.current)
    } finally {
      setSending(false)
    }
  }

  return { form, sending, faults, error, submit }
}

function textsOf(form: HTMLFormElement): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') texts[name] = value
  return texts
}

function findMissing(form: HTMLFormElement): Record<string, string> {
  const empty = [...form.querySelectorAll<HTMLInputElement>('input[required]')].filter(
    ({ value }) => value.trim() === '',
  )
  return Object.fromEntries(empty.map(({ name }) => [name, t.value.checkout.required]))
}
