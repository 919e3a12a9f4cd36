import { Field, FieldNote, fieldId } from '../../../components/Field'
import { languages } from '../../../i18n'
import { categories } from '../../../state/categories'
import { messages } from '../messages'
import { type PriceFormat, priceHint } from './priceFormat'
import type { Draft } from './productDraft'

interface ProductFieldsProps {
  draft: Draft
  format: PriceFormat
  fieldErrors: Record<string, string>
}

/** The fields of a product, with its languages side by side. */
export function ProductFields({ draft, format, fieldErrors }: ProductFieldsProps) {
  const { product: labels } = messages.value
  const fieldAt = (pointer: string) => ({
    pointer,
    defaultValue: draft[pointer],
    error: errorAt(fieldErrors, pointer),
    autoComplete: 'off',
  })
  return (
    <>
      <div class="admin__columns">
        {languages.map((lang) => (
          <fieldset class="fieldset" key={lang}>
            <legend>{labels.texts[lang]}</legend>
            <Field
              label={labels.name}
              optional={lang !== 'es'}
              {...fieldAt(`/texts/${lang}/name`)}
            />
            <TextArea
              label={labels.description}
              rows={5}
              {...fieldAt(`/texts/${lang}/description`)}
            />
            <TextArea
              label={labels.attributes}
              hint={labels.attributesHint}
              rows={5}
              {...fieldAt(`/texts/${lang}/attributes`)}
            />
          </fieldset>
        ))}
      </div>
      <div class="admin__columns">
        <Field label={labels.sku} {...fieldAt('/sku')} />
        <Field label={labels.slug} hint={labels.slugHint} optional {...fieldAt('/slug')} />
        <Field label={labels.price} hint={priceHint(format)} {...fieldAt('/price')} />
        <Field label={labels.brand} optional {...fieldAt('/brand')} />
        <CategoryField value={draft['/categories']} error={errorAt(fieldErrors, '/categories')} />
      </div>
    </>
  )
}

/** Return the error of a field, or of a value inside it: that of "/price/amount" for "/price". */
const errorAt = (fieldErrors: Record<string, string>, pointer: string) =>
  fieldErrors[pointer] ??
  Object.entries(fieldErrors).find(([at]) => at.startsWith(`${pointer}/`))?.[1]

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
      <label for={id}>{messages.value.product.category}</label>
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
