import { useEffect, useState } from 'preact/hooks'
import { t } from '../../i18n'
import { countryName } from '../../i18n/format'
import { Field, FieldNote, fieldId } from '../Field'
import { countries, countryCodes, loadCountries } from './countries'

interface AddressFieldsProps {
  /** The JSON pointer of the address: "/shipping_address", or "" for the whole body. */
  pointer: string
  /** Initial values by pointer. */
  initial: Record<string, string>
  /** Errors by pointer. */
  fieldErrors: Record<string, string>
}

/** The fields of an address. The country comes first: the others follow from it. */
export function AddressFields({ pointer: parent, initial, fieldErrors }: AddressFieldsProps) {
  const labels = t.value.checkout
  const [country, setCountry] = useState(initial[`${parent}/country`] ?? '')
  useEffect(tryToLoadCountries, [])
  const postalCodes = countries.value?.[country]
  const at = (name: string) => {
    const pointer = `${parent}/${name}`
    return { pointer, defaultValue: initial[pointer], error: fieldErrors[pointer] }
  }
  return (
    <>
      <CountryField {...at('country')} value={country} setValue={setCountry} />
      <Field label={labels.line1} autoComplete="address-line1" {...at('line1')} />
      <Field label={labels.line2} autoComplete="address-line2" optional {...at('line2')} />
      <div class="fieldset__pair fieldset__pair--code">
        <Field
          label={labels.postalCodes[postalCodes?.name ?? ''] ?? labels.postalCode}
          autoComplete="postal-code"
          optional={postalCodes !== undefined && !postalCodes.required}
          {...(postalCodes?.example && { hint: labels.forExample(postalCodes.example) })}
          {...at('postal_code')}
        />
        <Field label={labels.city} autoComplete="address-level2" {...at('city')} />
      </div>
      <Field label={labels.region} autoComplete="address-level1" optional {...at('region')} />
    </>
  )
}

/** Without the table there is no country to choose: it is fetched again when the field is entered. */
const tryToLoadCountries = () => {
  loadCountries().catch(() => undefined)
}

interface CountryFieldProps {
  pointer: string
  value: string
  setValue: (code: string) => void
  error: string | undefined
}

/** The countries by name. None is chosen for the shopper: a parcel goes where it says. */
function CountryField({ pointer, value, setValue, error }: CountryFieldProps) {
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>{t.value.checkout.country}</label>
      <select
        id={id}
        name={pointer}
        required
        autoComplete="country"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
        onFocus={tryToLoadCountries}
        onInput={({ currentTarget }) => setValue(currentTarget.value)}
      >
        <option value="" selected={value === ''}>
          {t.value.checkout.chooseCountry}
        </option>
        {countryCodes().map((code) => (
          <option key={code} value={code} selected={code === value}>
            {countryName(code)}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} error={error} />
    </div>
  )
}
