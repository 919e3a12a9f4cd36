import type { Notify } from '../../api/types'
import { Field, FieldNote } from '../../components/Field'
import { t } from '../../i18n'
import type { FieldErrors, FormValues } from './form'

interface FieldsProps {
  initial: FormValues
  fieldErrors: FieldErrors
}

/** Return the properties of the field of a JSON pointer. */
const fieldAt = (pointer: string, { initial, fieldErrors }: FieldsProps) => ({
  pointer,
  defaultValue: initial.texts[pointer],
  error: fieldErrors[pointer],
})

/** Who receives the order. */
export function ContactFields({
  phoneRequired,
  ...props
}: FieldsProps & { phoneRequired: boolean }) {
  const labels = t.value.checkout
  return (
    <fieldset class="fieldset">
      <legend>{labels.contact}</legend>
      <Field label={labels.name} autoComplete="name" {...fieldAt('/contact/name', props)} />
      <Field
        label={labels.email}
        type="email"
        autoComplete="email"
        {...fieldAt('/contact/email', props)}
      />
      <Field
        label={labels.phone}
        type="tel"
        autoComplete="tel"
        optional={!phoneRequired}
        hint={labels.phoneHint}
        {...fieldAt('/contact/phone', props)}
      />
    </fieldset>
  )
}

/** The channels by which the shopper is notified. */
export function NotifyFields({ initial, fieldErrors }: FieldsProps) {
  const labels = t.value.checkout
  const channels: [Notify, string][] = [
    ['email', labels.byEmail],
    ['sms', labels.bySms],
  ]
  const error = fieldErrors['/notify']
  return (
    <fieldset class="fieldset">
      <legend>{labels.notify}</legend>
      <div class="fieldset__choices">
        {channels.map(([channel, label]) => (
          <label class="choice choice--boxed" key={channel}>
            <input
              type="checkbox"
              name="/notify"
              value={channel}
              defaultChecked={initial.notify.includes(channel)}
              aria-invalid={error !== undefined}
              aria-describedby="notify-note"
            />
            {label}
          </label>
        ))}
      </div>
      <FieldNote id="notify-note" error={error} />
    </fieldset>
  )
}
