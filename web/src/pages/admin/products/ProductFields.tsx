import { Field, FieldNote, fieldId } from '../../../components/Field'
import { languages } from '../../../i18n'
import { categories } from '../../../state/categories'
import { pathName, useCategories } from '../categories/tree'
import { messages } from '../messages'
import { type PriceFormat, priceHint } from './priceFormat'
import type { Draft } from './productDraft'

interface ProductFieldsProps {
  draft: Draft
  /** What the shop shows instead of texts that are missing. */
  placeholders?: Draft
  format: PriceFormat
  fieldErrors: Record<string, string>
}

/** The fields of a product, with its languages side by side. */
export function ProductFields(props: ProductFieldsProps) {
  const { draft, placeholders = {}, format, fieldErrors } = props
  const { product: labels } = messages.value
  const standsIn = Object.keys(placeholders).length > 0
  const fieldAt = (pointer: string) => ({
    pointer,
    defaultValue: draft[pointer],
    placeholder: placeholders[pointer],
    error: errorAt(fieldErrors, pointer),
    autoComplete: 'off',
  })
  return (
    <>
      <div class="admin__columns">
        {languages.map((lang) => (
          <fieldset class="fieldset" key={lang}>
            <legend>
              {labels.texts[lang]}
              {standsIn && (
                <span class="fieldset__note">
                  {placeholders[`/texts/${lang}/name`] && labels.standsIn[lang]}
                </span>
              )}
            </legend>
            <Field
              label={labels.name}
              optional={lang !== 'es' || placeholders['/texts/es/name'] !== undefined}
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
  placeholder: string | undefined
  error: string | undefined
  hint?: string
}

function TextArea(props: TextAreaProps) {
  const { label, pointer, rows, defaultValue, placeholder, error, hint } = props
  const id = fieldId(pointer)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={pointer}
        rows={rows}
        defaultValue={defaultValue}
        placeholder={placeholder}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

function CategoryField({ value, error }: { value: string | undefined; error: string | undefined }) {
  const { product: labels, categories: tree } = messages.value
  const id = fieldId('/categories')
  const { data = categories.value ?? [] } = useCategories()
  return (
    <div class="field">
      <label for={id}>{labels.category}</label>
      <select
        id={id}
        name="/categories"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      >
        {!value && (
          <option value="" selected>
            {labels.chooseCategory}
          </option>
        )}
        {data.map((category) => (
          <option key={category.slug} value={category.slug} selected={category.slug === value}>
            {pathName(category, data)}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} error={error} />
      <a class="field__link" href="/admin/categorias" target="_blank" rel="noopener">
        {tree.manage}
      </a>
    </div>
  )
}
