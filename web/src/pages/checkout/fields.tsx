import type { Notify } from '../../api/types'
import { Field, FieldNote, fieldId } from '../../components/Field'
import { t } from '../../i18n'
import { countryName } from '../../i18n/format'
import { callingCodes } from './countries'
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

export function AddressFields(given: FieldsProps) {
  const words = t.value.checkout
  const address = (name: string) => at(`/shipping_address/${name}`, given)
  return (
    <fieldset class="fieldset">
      <legend>{words.address}</legend>
      <Field label={words.line1} autoComplete="address-line1" {...address('line1')} />
      <Field label={words.line2} autoComplete="address-line2" optional {...address('line2')} />
      <div class="fieldset__pair fieldset__pair--code">
        <Field label={words.postalCode} autoComplete="postal-code" {...address('postal_code')} />
        <Field label={words.city} autoComplete="address-level2" {...address('city')} />
      </div>
      <div class="fieldset__pair">
        <Field label={words.region} autoComplete="address-level1" optional {...address('region')} />
        <CountryField {...address('country')} />
      </div>
    </fieldset>
  )
}

function CountryField(props: ReturnType<typeof at>) {
  const { pointer, defaultValue = 'ES', error } = props
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>{t.value.checkout.country}</label>
      <select
        id={id}
        name={pointer}
        autoComplete="country"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      >
        {Object.keys(callingCodes).map((code) => (
          <option key={code} value={code} selected={code === defaultValue}>
            {countryName(code)}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} error={error} />
    </div>
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
