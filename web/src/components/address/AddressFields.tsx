import { t } from '../../i18n'
import { countryName } from '../../i18n/format'
import { Field, FieldNote, fieldId } from '../Field'
import { callingCodes } from './countries'

interface AddressFieldsProps {
  /** The JSON pointer of the address: "/shipping_address", or "" for the whole body. */
  pointer: string
  /** Initial values by pointer. */
  initial: Record<string, string>
  /** Errors by pointer. */
  fieldErrors: Record<string, string>
}

/** The fields of an address, in the order in which it is written on a parcel. */
export function AddressFields({ pointer: parent, initial, fieldErrors }: AddressFieldsProps) {
  const labels = t.value.checkout
  const at = (name: string) => {
    const pointer = `${parent}/${name}`
    return { pointer, defaultValue: initial[pointer], error: fieldErrors[pointer] }
  }
  return (
    <>
      <Field label={labels.line1} autoComplete="address-line1" {...at('line1')} />
      <Field label={labels.line2} autoComplete="address-line2" optional {...at('line2')} />
      <div class="fieldset__pair fieldset__pair--code">
        <Field label={labels.postalCode} autoComplete="postal-code" {...at('postal_code')} />
        <Field label={labels.city} autoComplete="address-level2" {...at('city')} />
      </div>
      <div class="fieldset__pair">
        <Field label={labels.region} autoComplete="address-level1" optional {...at('region')} />
        <CountryField {...at('country')} />
      </div>
    </>
  )
}

interface CountryFieldProps {
  pointer: string
  defaultValue: string | undefined
  error: string | undefined
}

function CountryField({ pointer, defaultValue = 'ES', error }: CountryFieldProps) {
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
