import { useEffect, useRef, useState } from 'preact/hooks'
import { Problem } from '../api/problem'
import { t } from '../i18n'
import { focusFirstInvalid } from './Field'
import { isBlank } from './lineText'

/**
 * Return the state of a form and its submit handler, which sends it once at a time.
 *
 * `send` takes the fields' values by their names, which are JSON pointers. The errors of a Problem
 * that it throws are returned by field; each until its field is edited. `check` finds what is wrong
 * before it is sent.
 */
export function useForm(
  send: (values: Record<string, string>) => Promise<void>,
  check: (values: Record<string, string>) => Record<string, string> = () => ({}),
) {
  const form = useRef<HTMLFormElement>(null)
  const isSending = useRef(false)
  const [sending, setSending] = useState(false)
  const [fieldErrors, setFieldErrors] = useState<Record<string, string>>({})
  const [error, setError] = useState<unknown>(null)

  /** Whether the errors are the API's. */
  const wasSent = useRef(false)

  const checked = (element: HTMLFormElement) => ({
    ...check(valuesOf(element)),
    ...findMissing(element),
  })

  const submit = async (event: Event) => {
    event.preventDefault()
    if (!form.current || isSending.current) return
    setError(null)
    const invalid = checked(form.current)
    setFieldErrors(invalid)
    wasSent.current = Object.keys(invalid).length === 0
    if (!wasSent.current) return focusFirstInvalid(form.current)
    isSending.current = true
    setSending(true)
    try {
      await send(valuesOf(form.current))
    } catch (failure) {
      setFieldErrors(failure instanceof Problem ? failure.byPointer : {})
      setError(failure)
      if (form.current) focusFirstInvalid(form.current)
    } finally {
      isSending.current = false
      setSending(false)
    }
  }

  // The form may be another one after a rendering.
  useEffect(() => {
    const element = form.current
    const onInput = ({ target }: Event) => {
      if (!element || Object.keys(fieldErrors).length === 0) return
      const edited = withoutField(fieldErrors, nameOf(target))
      // What was wrong because of another field goes with the edit of that one.
      const others = wasSent.current ? edited : commonFields(edited, checked(element))
      setFieldErrors(others)
      // "See the fields marked", and none is any more.
      if (Object.keys(others).length === 0) setError(null)
    }
    element?.addEventListener('input', onInput)
    return () => element?.removeEventListener('input', onInput)
  })

  return { form, sending, fieldErrors, error, submit }
}

/** Return the name of a form's field that was edited; empty for anything else. */
export const nameOf = (field: EventTarget | null) =>
  (field instanceof Element && field.getAttribute('name')) || ''

/** Return the errors by field without that of one field. */
export function withoutField(
  fieldErrors: Record<string, string>,
  name: string,
): Record<string, string> {
  const { [name]: _, ...others } = fieldErrors
  return others
}

/** Return the errors of those fields that have one in `now` too. */
export function commonFields(
  fieldErrors: Record<string, string>,
  now: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(fieldErrors).filter(([name]) => name in now))
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
