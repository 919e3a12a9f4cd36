import { useState } from 'preact/hooks'

/**
 * Return the properties of an input whose value is stored elsewhere and committed on change.
 *
 * What is being typed survives renders; after `commit`, the input shows the stored value again.
 */
export function useInputDraft(value: string, commit: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null)
  return {
    value: draft ?? value,
    onInput: (event: { currentTarget: HTMLInputElement }) => setDraft(event.currentTarget.value),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      setDraft(null)
      commit(event.currentTarget.value)
    },
  }
}
