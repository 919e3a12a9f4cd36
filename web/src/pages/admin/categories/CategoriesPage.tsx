import { useState } from 'preact/hooks'
import type { Category } from '../../../api/types'
import { LoadError } from '../../../components/LoadError'
import { Loading } from '../../../components/Loading'
import { usePageMeta } from '../../../components/usePageMeta'
import { messages } from '../messages'
import { unlessUnsaved } from '../unsaved'
import { CategoryForm } from './CategoryForm'
import { DeleteCategory } from './DeleteCategory'
import { useCategories } from './tree'

/** The tree of categories: add, rename, move and remove them. */
export function CategoriesPage() {
  const { categories: labels } = messages.value
  usePageMeta(labels.title)
  const { data, error, reload } = useCategories()
  /** The slug of the category that is edited; empty for a new one. */
  const [edited, setEdited] = useState<string | null>(null)
  const [deleted, setDeleted] = useState<Category | null>(null)
  const [notice, setNotice] = useState('')
  const edit = (slug: string | null) => {
    if (slug !== edited) unlessUnsaved(() => setEdited(slug))
  }
  const done = (text: string) => {
    setEdited(null)
    setDeleted(null)
    setNotice(text)
    reload()
  }
  if (!data) return error ? <LoadError error={error} retry={reload} /> : <Loading />
  const form = (category?: Category) => (
    <CategoryForm
      key={category?.slug ?? ''}
      category={category}
      tree={data}
      done={done}
      cancel={() => setEdited(null)}
    />
  )
  return (
    <>
      <div class="admin__head">
        <h1>{labels.title}</h1>
        <button
          type="button"
          class="button"
          aria-expanded={edited === ''}
          onClick={() => edit('')}
          data-testid="new-category"
        >
          {labels.add}
        </button>
      </div>
      <p role="status" class="admin__notice" data-testid="category-notice">
        {notice}
      </p>
      {edited === '' && form()}
      {data.length === 0 && <p class="admin__empty">{labels.none}</p>}
      <ul class="category-tree">
        {data.map((category) => (
          <li
            key={category.slug}
            class={`category-tree__row category-tree__row--${category.path.length - 1}`}
            data-testid="admin-category"
          >
            <div class="category-tree__names">
              <strong>{category.name}</strong>
              <span>{otherNames(category)}</span>
            </div>
            <a href={`/admin/productos?state=all&category=${encodeURIComponent(category.slug)}`}>
              {labels.products(category.total_product_count ?? 0)}
            </a>
            <div class="category-tree__tools">
              <button
                type="button"
                class="link-button"
                aria-label={labels.editNamed(category.name)}
                aria-expanded={edited === category.slug}
                onClick={() => edit(edited === category.slug ? null : category.slug)}
              >
                {labels.edit}
              </button>
              <button
                type="button"
                class="link-button"
                aria-label={labels.removeNamed(category.name)}
                onClick={() => setDeleted(category)}
              >
                {labels.remove}
              </button>
            </div>
            {edited === category.slug && form(category)}
          </li>
        ))}
      </ul>
      {deleted && (
        <DeleteCategory
          category={deleted}
          tree={data}
          done={done}
          cancel={() => setDeleted(null)}
        />
      )}
    </>
  )
}

/** Return what else a category is called, and its address. */
function otherNames({ slug, name, names }: Category): string {
  const { categories: labels } = messages.value
  const others = [names?.es, names?.en].filter((other) => other && other !== name)
  if (!names?.en) others.push(labels.noEnglish)
  return [...others, slug].join(' · ')
}
