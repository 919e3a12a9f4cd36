import type { Notify } from '../../api/types'
import { Field, FieldNote } from '../../components/Field'
import { t } from '../../i18n'
import type { Faults, Values } from './form'

interface FieldsProps {
  first: Values
  faults: Faults
}

const at = (pointer: string, { first, faults }: FieldsProps) => ({
  pointer,
  defaultValue: first.texts[pointer],
  error: faults[pointer],
})

export function ContactFields({ sms, ...given }: FieldsProps & { sms: boolean }) {
  const words = t.value.checkout
  return (
    <fieldset class="fieldset">
      <legend>{words.contact}</legend>
      <Field label={words.name} autoComplete="name" {...at('/contact/name', given)} />
      <Field
        label={words.email}
        type="email"
        autoComplete="email"
        {...at('/contact/email', given)}
      />
      <Field
        label={words.phone}
        type="tel"
        autoComplete="tel"
        optional={!sms}
        hint={words.phoneHint}
        {...at('/contact/phone', given)}
      />
    </fieldset>
  )
}

export function NotifyFields({ first, faults }: FieldsProps) {
  const words = t.value.checkout
  const ways: [Notify, string][] = [
    ['email', words.byEmail],
    ['sms', words.bySms],
  ]
  const error = faults['/notify']
  return (
    <fieldset class="fieldset">
      <legend>{words.notify}</legend>
      <div class="fieldset__choices">
        {ways.map(([way, label]) => (
          <label class="choice choice--boxed" key={way}>
            <input
              type="checkbox"
              name="/notify"
              value={way}
              defaultChecked={first.notify.includes(way)}
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
