import { useState } from 'preact/hooks'

/**
 * What is being typed into a field whose value lives elsewhere.
 *
 * Whatever is drawn anew meanwhile must not take the letters back; when the typing is
 * over the value from elsewhere shows again.
 */
export function useDraft(value: string, done: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null)
  return {
    value: draft ?? value,
    onInput: (event: { currentTarget: HTMLInputElement }) => setDraft(event.currentTarget.value),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      setDraft(null)
      done(event.currentTarget.value)
    },
  }
}
