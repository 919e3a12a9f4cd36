import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Icon } from '../components/Icon'
import { t } from '../i18n'
import { readSearch, searchHref } from '../pages/search/query'
import { navigate, place } from '../router/place'

/** Long enough for a word's letters to come together, short enough not to be felt. */
const PAUSE_MS = 160

/** Searches while one types: what is written goes into the address, the page follows it. */
export function SearchBox() {
  const text = useSignal(inAddress())
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef(0)

  useSignalEffect(() => {
    const asked = inAddress()
    // While one types, the address lags behind and must not take letters back.
    if (document.activeElement !== field.current || text.peek().trim() === '') text.value = asked
  })

  const search = (q: string) => {
    clearTimeout(timer.current)
    const onSearch = place.value.pathname === '/buscar'
    if (q === inAddress() && onSearch) return
    const { sort } = readSearch(place.value)
    navigate(searchHref({ q, sort: onSearch ? sort : undefined }), { replace: onSearch })
  }

  const type = (written: string) => {
    text.value = written
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => search(written.trim()), PAUSE_MS)
  }

  return (
    <form
      class="search"
      role="search"
      action="/buscar"
      onSubmit={(event) => {
        event.preventDefault()
        search(text.value.trim())
        // Puts a phone's keyboard away, so that the results can be seen.
        field.current?.blur()
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        name="q"
        maxLength={200}
        autoComplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        aria-label={t.value.search.label}
        placeholder={t.value.search.placeholder}
        value={text.value}
        onInput={(event) => type(event.currentTarget.value)}
        data-testid="search-input"
      />
      {text.value && (
        <button
          type="button"
          class="search__clear"
          aria-label={t.value.search.clear}
          onClick={() => {
            type('')
            field.current?.focus()
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </form>
  )
}

const inAddress = () => readSearch(place.value).q ?? ''
