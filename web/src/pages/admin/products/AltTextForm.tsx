import { useId } from 'preact/hooks'
import type { Product } from '../../../api/types'
import { useForm } from '../../../components/useForm'
import { type Lang, languages } from '../../../i18n'
import { words } from '../messages'

type Alts = Record<Lang, string>

interface PictureWordsProps {
  /** Of which picture: from 0. */
  at: number
  texts: Record<Lang, Product>
  save: (alts: Alts) => Promise<void>
}

/** What a picture shows, in words, for those who cannot see it; the product's name stands in. */
export function PictureWords({ at, texts, save }: PictureWordsProps) {
  const { pictures: said, product } = words.value
  const id = useId()
  const { form, sending, submit } = useForm(async (written) => {
    await save({ es: written.es?.trim() ?? '', en: written.en?.trim() ?? '' })
  })
  return (
    <form ref={form} class="pictures__words" noValidate onSubmit={submit}>
      {languages.map((lang) => (
        <div class="field" key={lang}>
          <label for={`${id}-${lang}`}>{said.alt(at + 1, product.texts[lang])}</label>
          <input
            id={`${id}-${lang}`}
            type="text"
            name={lang}
            maxLength={300}
            autoComplete="off"
            defaultValue={altOf(texts[lang], at)}
            placeholder={texts[lang].name}
          />
        </div>
      ))}
      <button type="submit" class="link-button" disabled={sending} data-testid="save-alt">
        {said.saveAlt(at + 1)}
      </button>
    </form>
  )
}

/** Empty where the product's name stands in. */
function altOf({ images, name }: Product, at: number): string {
  const alt = images[at]?.alt ?? ''
  return alt === name ? '' : alt
}
