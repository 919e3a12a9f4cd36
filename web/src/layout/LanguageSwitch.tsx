import { lang, languages, switchLanguage, t } from '../i18n'

/** A button for each language. */
export function LanguageSwitch() {
  const { label, ...names } = t.value.language
  return (
    <div class="language" role="group" aria-label={label}>
      {languages.map((code) => (
        <button
          type="button"
          key={code}
          lang={code}
          aria-pressed={lang.value === code}
          onClick={() => switchLanguage(code)}
          data-testid={`lang-${code}`}
        >
          <span aria-hidden="true">{code.toUpperCase()}</span>
          <span class="visually-hidden">{names[code]}</span>
        </button>
      ))}
    </div>
  )
}
