import { changeCategory, createCategory } from '../../../api/admin'
import { Problem } from '../../../api/problem'
import type { Category, CategoryRenaming } from '../../../api/types'
import { errorText } from '../../../components/errorText'
import { Field, FieldNote, fieldId } from '../../../components/Field'
import { Message } from '../../../components/Message'
import { useForm } from '../../../components/useForm'
import { languages } from '../../../i18n'
import { messages } from '../messages'
import { isEdited, useUnsavedCheck } from '../unsaved'
import { isWithin, pathName } from './tree'

interface CategoryFormProps {
  /** Undefined for a new one. */
  category: Category | undefined
  tree: Category[]
  done: (notice: string) => void
  cancel: () => void
}

/** The names of a category in each language, and where it stands. */
export function CategoryForm({ category, tree, done, cancel }: CategoryFormProps) {
  const { categories: labels, product } = messages.value
  const { form, sending, fieldErrors, error, submit } = useForm(async (values) => {
    const names = namesOf(values)
    if (!category) {
      const slug = values['/slug']?.trim() || null
      const parent = values['/parent'] || null
      const made = await createCategory({ slug, parent, names: withoutEmpty(names) })
      return done(labels.created(made.name))
    }
    const changed = changedNames(category, names)
    const parent = values['/parent'] || null
    const moved = parent !== category.parent ? { parent } : {}
    const saved = await changeCategory(category.slug, { names: changed, ...moved })
    done(labels.saved(saved.name))
  })
  useUnsavedCheck(() => isEdited(form.current))
  const parents = tree.filter((other) => !category || !isWithin(other, category.slug))
  return (
    <form ref={form} class="admin__form category-form" noValidate onSubmit={submit}>
      {error ? <Message kind="error">{errorText(error)}</Message> : null}
      <div class="admin__columns">
        {languages.map((lang) => (
          <Field
            key={lang}
            label={`${product.name} · ${product.texts[lang]}`}
            pointer={`/names/${lang}`}
            autoComplete="off"
            defaultValue={category?.names?.[lang]}
            placeholder={category && !category.names?.[lang] ? category.name : undefined}
            error={fieldErrors[`/names/${lang}`]}
            optional
          />
        ))}
        {!category && (
          <Field
            label={product.slug}
            hint={product.slugHint}
            pointer="/slug"
            autoComplete="off"
            error={fieldErrors['/slug']}
            optional
          />
        )}
        <ParentField
          parents={parents}
          tree={tree}
          value={category?.parent ?? ''}
          error={fieldErrors['/parent']}
        />
      </div>
      <div class="message__actions">
        <button type="submit" class="button" disabled={sending} data-testid="save-category">
          {category ? product.save : labels.create}
        </button>
        <button type="button" class="button button--outline" onClick={cancel}>
          {labels.cancel}
        </button>
      </div>
    </form>
  )
}

interface ParentFieldProps {
  parents: Category[]
  tree: Category[]
  value: string
  error: string | undefined
}

function ParentField({ parents, tree, value, error }: ParentFieldProps) {
  const { categories: labels } = messages.value
  const id = fieldId('/parent')
  return (
    <div class="field">
      <label for={id}>{labels.parent}</label>
      <select
        id={id}
        name="/parent"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      >
        <option value="" selected={value === ''}>
          {labels.top}
        </option>
        {parents.map((category) => (
          <option key={category.slug} value={category.slug} selected={category.slug === value}>
            {pathName(category, tree)}
          </option>
        ))}
      </select>
      <FieldNote id={`${id}-note`} error={error} />
    </div>
  )
}

type Names = Record<(typeof languages)[number], string>

/** Return the names of a form. Throw a Problem if there is none. */
function namesOf(values: Record<string, string>): Names {
  const names = { es: values['/names/es']?.trim() ?? '', en: values['/names/en']?.trim() ?? '' }
  if (names.es || names.en) return names
  const detail = messages.value.categories.nameNeeded
  throw new Problem(422, 'invalid-request', '', detail, [{ pointer: '/names/es', detail }])
}

const withoutEmpty = ({ es, en }: Names) => ({ ...(es && { es }), ...(en && { en }) })

/** Return the names that differ from those that the category has; null removes one. */
function changedNames(category: Category, names: Names): CategoryRenaming {
  const changed = languages.filter((lang) => names[lang] !== (category.names?.[lang] ?? ''))
  return Object.fromEntries(changed.map((lang) => [lang, names[lang] || null]))
}
