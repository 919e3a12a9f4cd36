/** The forms of the back room that hold edits which are not saved. */

import { useEffect, useRef } from 'preact/hooks'

const checks = new Set<() => boolean>()

/** Whether some form on the page holds edits that are not saved. */
export const hasUnsavedEdits = () => [...checks].some((isUnsaved) => isUnsaved())

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
