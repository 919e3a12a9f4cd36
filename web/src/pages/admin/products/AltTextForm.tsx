import { useId } from 'preact/hooks'
import type { Product } from '../../../api/types'
import { useForm } from '../../../components/useForm'
import { type Lang, languages } from '../../../i18n'
import { messages } from '../messages'
import { isEdited, useUnsavedCheck } from '../unsaved'

type AltTexts = Record<Lang, string>

interface AltTextFormProps {
  /** The position of the image, from 0. */
  index: number
  texts: Record<Lang, Product>
  save: (alts: AltTexts) => Promise<void>
}

/** The alternative texts of an image in each language, beside what the shop shows instead. */
export function AltTextForm({ index, texts, save }: AltTextFormProps) {
  const { pictures: labels, product } = messages.value
  const id = useId()
  const { form, sending, submit } = useForm(async (values) => {
    await save({ es: values.es?.trim() ?? '', en: values.en?.trim() ?? '' })
  })
  useUnsavedCheck(() => isEdited(form.current))
  return (
    <form ref={form} class="pictures__alt" noValidate onSubmit={submit}>
      {languages.map((lang) => (
        <div class="field" key={lang}>
          <label for={`${id}-${lang}`}>{labels.alt(index + 1, product.texts[lang])}</label>
          <input
            id={`${id}-${lang}`}
            type="text"
            name={lang}
            maxLength={300}
            autoComplete="off"
            defaultValue={texts[lang].images[index]?.alts?.[lang] ?? ''}
            placeholder={texts[lang].images[index]?.alt ?? texts[lang].name}
          />
        </div>
      ))}
      <button type="submit" class="link-button" disabled={sending} data-testid="save-alt">
        {labels.saveAlt(index + 1)}
      </button>
    </form>
  )
}
