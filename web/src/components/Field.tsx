import { t } from '../i18n'
import { pasteAsOneLine } from './lineText'

interface FieldProps {
  label: string
  /** The JSON pointer of the value, such as "/contact/email". Also the name of the input. */
  pointer: string
  error?: string | undefined
  hint?: string
  type?: 'text' | 'email' | 'tel' | 'password'
  autoComplete: string
  defaultValue?: string | undefined
  /** What is shown while it is empty, where the shop shows something else instead. */
  placeholder?: string | undefined
  optional?: boolean
  minLength?: number
}

/** A labelled text field with its error or hint below it. */
export function Field(props: FieldProps) {
  const { label, pointer, error, hint, type = 'text', optional = false, ...rest } = props
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="field__optional"> ({t.value.common.optional})</span>}
      </label>
      <input
        {...rest}
        id={id}
        name={pointer}
        // Preact has types for each type of input; all of these take the same attributes.
        type={type as 'text'}
        required={!optional}
        onPaste={pasteAsOneLine}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

/** The error of a field; its hint if there is none. */
export function FieldNote(props: {
  id: string
  error: string | undefined
  hint?: string | undefined
}) {
  const { id, error, hint } = props
  return (
    <p id={id} class={error ? 'field__note field__note--error' : 'field__note'}>
      {error ?? hint}
    </p>
  )
}

/** Return the element id of the field of a JSON pointer. */
export const fieldId = (pointer: string) => `field${pointer.replaceAll('/', '-')}`

/** Focus the field of a JSON pointer, with its text selected, once it is rendered. */
export function focusField(pointer: string): void {
  requestAnimationFrame(() => {
    const input = document.getElementById(fieldId(pointer))
    input?.focus()
    if (input instanceof HTMLInputElement) input.select()
  })
}

/** Focus the first field that has an error, once the errors are rendered. */
export function focusFirstInvalid(form: HTMLFormElement): void {
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  })
}
