import { useRef, useState } from 'preact/hooks'
import { Problem } from '../api/problem'
import { t } from '../i18n'
import { focusFirstInvalid } from './Field'
import { isBlank } from './lineText'

/**
 * Return the state of a form and its submit handler, which sends it once at a time.
 *
 * `send` takes the fields' values by their names, which are JSON pointers. The errors of a Problem
 * that it throws are returned by field. `check` finds what is wrong before it is sent.
 */
export function useForm(
  send: (values: Record<string, string>) => Promise<void>,
  check: (values: Record<string, string>) => Record<string, string> = () => ({}),
) {
  const form = useRef<HTMLFormElement>(null)
  const [sending, setSending] = useState(false)
  const [fieldErrors, setFieldErrors] = useState<Record<string, string>>({})
  const [error, setError] = useState<unknown>(null)

  const submit = async (event: Event) => {
    event.preventDefault()
    if (!form.current || sending) return
    setError(null)
    const invalid = { ...check(valuesOf(form.current)), ...findMissing(form.current) }
    setFieldErrors(invalid)
    if (Object.keys(invalid).length > 0) return focusFirstInvalid(form.current)
    setSending(true)
    try {
      await send(valuesOf(form.current))
    } catch (failure) {
      setFieldErrors(failure instanceof Problem ? failure.byPointer : {})
      setError(failure)
      if (form.current) focusFirstInvalid(form.current)
    } finally {
      setSending(false)
    }
  }

  return { form, sending, fieldErrors, error, submit }
}

/** Return the values of a form's fields by their names. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(entries) as Record<string, string>
}

function findMissing(form: HTMLFormElement): Record<string, string> {
  const empty = [...form.querySelectorAll<HTMLInputElement>('input[required]')].filter(
    ({ value, type }) => (type === 'password' ? value === '' : isBlank(value)),
  )
  return Object.fromEntries(empty.map(({ name }) => [name, t.value.checkout.required]))
}
