import { Field, FieldNote, fieldId } from '../../../components/Field'
import { languages } from '../../../i18n'
import { categories } from '../../../state/categories'
import { words } from '../messages'
import type { Draft } from './productDraft'

interface ProductFieldsProps {
  draft: Draft
  faults: Record<string, string>
}

/** A product's fields, both languages side by side. */
export function ProductFields({ draft, faults }: ProductFieldsProps) {
  const { product: said } = words.value
  const at = (pointer: string) => ({
    pointer,
    defaultValue: draft[pointer],
    error: faultAt(faults, pointer),
    autoComplete: 'off',
  })
  return (
    <>
      <div class="room__pair">
        {languages.map((lang) => (
          <fieldset class="fieldset" key={lang}>
            <legend>{said.texts[lang]}</legend>
            <Field label={said.name} optional={lang !== 'es'} {...at(`/texts/${lang}/name`)} />
            <TextArea label={said.description} rows={5} {...at(`/texts/${lang}/description`)} />
            <TextArea
              label={said.attributes}
              hint={said.attributesHint}
              rows={5}
              {...at(`/texts/${lang}/attributes`)}
            />
          </fieldset>
        ))}
      </div>
      <div class="room__pair">
        <Field label={said.sku} {...at('/sku')} />
        <Field label={said.slug} hint={said.slugHint} optional {...at('/slug')} />
        <Field label={said.price} hint={said.priceHint} {...at('/price')} />
        <Field label={said.brand} optional {...at('/brand')} />
        <CategoryField value={draft['/categories']} error={faultAt(faults, '/categories')} />
      </div>
    </>
  )
}

/** A fault inside a field's value is shown at the field: "/price/amount" at "/price". */
const faultAt = (faults: Record<string, string>, pointer: string) =>
  faults[pointer] ?? Object.entries(faults).find(([fault]) => fault.startsWith(`${pointer}/`))?.[1]

interface TextAreaProps {
  label: string
  pointer: string
  rows: number
  defaultValue: string | undefined
  error: string | undefined
  hint?: string
}

function TextArea({ label, pointer, rows, defaultValue, error, hint }: TextAreaProps) {
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={pointer}
        rows={rows}
        defaultValue={defaultValue}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

function CategoryField({ value, error }: { value: string | undefined; error: string | undefined }) {
  const id = fieldId('/categories')
  const names = new Map(categories.value?.map(({ slug, name }) => [slug, name]))
  return (
    <div class="field">
      <label for={id}>{words.value.product.category}</label>
      <select
        id={id}
        name="/categories"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      >
        {categories.value?.map(({ slug, path }) => (
          <option key={slug} value={slug} selected={slug === value}>
            {path.map((above) => names.get(above) ?? above).join(' / ')}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} error={error} />
    </div>
  )
}
