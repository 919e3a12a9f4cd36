/** The forms of the back room that hold edits which are not saved. */

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

const checks = new Set<() => boolean>()

/** Whether some form on the page holds edits that are not saved. */
export const hasUnsavedEdits = () => [...checks].some((isUnsaved) => isUnsaved())

/** What waits for the answer whether edits may be lost; null if nothing does. */
export const waiting = signal<(() => void) | null>(null)

/** Do something that would lose the edits of a form: at once if there are none, else once agreed. */
export function unlessUnsaved(act: () => void): void {
  if (hasUnsavedEdits()) waiting.value = act
  else act()
}

/** Have `isUnsaved` tell whether a form holds edits that are not saved, while it is shown. */
export function useUnsavedCheck(isUnsaved: () => boolean): void {
  const latest = useRef(isUnsaved)
  latest.current = isUnsaved
  useEffect(() => {
    const check = () => latest.current()
    checks.add(check)
    return () => void checks.delete(check)
  }, [])
}

/** Whether a field of the form is not as it was when the form was drawn. */
export function isEdited(form: HTMLFormElement | null): boolean {
  return [...(form?.elements ?? [])].some((field) => {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected)
    }
    const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
    return isText && field.value !== field.defaultValue
  })
}
