import { t } from '../i18n'

interface FieldProps {
  label: string
  /** The JSON pointer of what it fills in: "/contact/email". Also the name it is sent under. */
  pointer: string
  error?: string | undefined
  hint?: string
  type?: 'text' | 'email' | 'tel' | 'password'
  autoComplete: string
  defaultValue?: string | undefined
  optional?: boolean
  minLength?: number
}

/** A labelled text field with its fault beside it. */
export function Field(props: FieldProps) {
  const { label, pointer, error, hint, type = 'text', optional = false, ...rest } = props
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional && <span class="field__optional"> ({t.value.trouble.optional})</span>}
      </label>
      <input
        {...rest}
        id={id}
        name={pointer}
        // Preact types each kind of input on its own; all of ours take the same attributes.
        type={type as 'text'}
        required={!optional}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

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

export const fieldId = (pointer: string) => `field${pointer.replaceAll('/', '-')}`

/** Takes the shopper to the first field that has a fault. */
export function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  })
}
