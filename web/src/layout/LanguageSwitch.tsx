import { lang, languages, switchLanguage, t } from '../i18n'

export function LanguageSwitch() {
  const { label, ...names } = t.value.language
  return (
    <div class="language" role="group" aria-label={label}>
      {languages.map((code) => (
        <button
          type="button"
          key={code}
          lang={code}
          aria-label={names[code]}
          aria-pressed={lang.value === code}
          onClick={() => switchLanguage(code)}
          data-testid={`lang-${code}`}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </div>
  )
}
