import { useSignalEffect } from '@preact/signals'
import { useRef, useState } from 'preact/hooks'
import type { Suggestion } from '../api/types'
import { Icon } from '../components/Icon'
import { t } from '../i18n'
import { searchHref } from '../pages/search/searchHref'
import { parseSearch, searchText } from '../pages/search/searchParams'
import { currentUrl, navigate } from '../router/navigation'
import { useSuggestions } from './useSuggestions'

const LIST_ID = 'search-suggestions'
const optionId = (i: number) => `${LIST_ID}-${i}`
/** `list: undefined` is for Preact's types, which demand a datalist of a combobox. */
const combobox = (isShown: boolean, active: number) =>
  ({
    role: 'combobox',
    list: undefined,
    'aria-autocomplete': 'list',
    'aria-expanded': isShown,
    'aria-controls': LIST_ID,
    'aria-activedescendant': isShown && active >= 0 ? optionId(active) : undefined,
  }) as const

/** The search field, a combobox: Enter searches for the text, or follows the active suggestion. */
export function SearchBox() {
  const [text, setText] = useState(queryInUrl)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  const options = useSuggestions(isOpen ? searchText(text) : '')
  const isShown = isOpen && options.length > 0
  const labels = t.value.search

  useSignalEffect(() => {
    const query = queryInUrl()
    // Do not overwrite what is being typed when another page is shown.
    if (document.activeElement !== field.current) setText(query)
  })

  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const go = (href: string) => {
    close()
    // Away from the field, which hides a phone's keyboard: it would cover the results.
    document.getElementById('content')?.focus({ preventScroll: true })
    navigate(href)
  }
  const follow = (option: Suggestion) => {
    setText(option.slug ? '' : option.text)
    go(hrefOf(option))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (isShown) setActive(nextOf(active, options.length, key === 'ArrowDown' ? 1 : -1))
    } else if (key === 'Escape' && isShown) {
      // Closes the list. A second Escape is the browser's, which empties the field.
      event.preventDefault()
      close()
    } else if (key === 'Enter' && isShown && options[active]) {
      event.preventDefault()
      follow(options[active])
    }
  }

  return (
    <form
      class="search"
      role="search"
      action="/buscar"
      onSubmit={(event) => {
        event.preventDefault()
        go(searchHref({ q: searchText(text) || undefined }))
      }}
    >
      <button type="submit" class="search__submit" aria-label={labels.submit}>
        <Icon name="search" />
      </button>
      <input
        ref={field}
        type="search"
        name="q"
        {...combobox(isShown, active)}
        maxLength={200}
        autoComplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        aria-label={labels.label}
        placeholder={labels.placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setOpen(true)
          setActive(-1)
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
        data-testid="search-input"
      />
      {text && (
        <button
          type="button"
          class="search__clear"
          aria-label={labels.clear}
          onClick={() => {
            setText('')
            close()
            field.current?.focus()
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <div
        id={LIST_ID}
        class="search__list"
        role="listbox"
        aria-label={labels.suggestions}
        hidden={!isShown}
        // Keep the focus in the field: its blur would close the list before the click.
        onPointerDown={(event) => event.preventDefault()}
      >
        {options.map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of a combobox.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
          <div
            key={option.slug ?? option.text}
            id={optionId(i)}
            role="option"
            aria-selected={i === active}
            onClick={() => follow(option)}
          >
            <Icon name={option.slug ? 'forward' : 'search'} />
            <span>{option.text}</span>
          </div>
        ))}
      </div>
      <span class="visually-hidden" role="status">
        {isShown && labels.suggested(options.length)}
      </span>
    </form>
  )
}

const queryInUrl = () => parseSearch(currentUrl.value).q ?? ''

const hrefOf = ({ text, slug }: Suggestion) =>
  slug ? `/producto/${slug}` : searchHref({ q: text })

/** Return the next active option, from -1 (the field itself) round to the last. */
const nextOf = (active: number, count: number, step: 1 | -1) =>
  ((active + 1 + step + count + 1) % (count + 1)) - 1
