import { useSignalEffect } from '@preact/signals'
import { useRef, useState } from 'preact/hooks'
import type { Suggestion } from '../api/types'
import { Icon } from '../components/Icon'
import { t } from '../i18n'
import { searchHref } from '../pages/search/searchHref'
import { readSearch } from '../pages/search/searchParams'
import { navigate, place } from '../router/navigation'
import { useSuggestions } from './useSuggestions'

const LIST = 'search-suggestions'
const optionId = (i: number) => `${LIST}-${i}`
/** Without a datalist of the browser's own, which Preact's types would have a combobox bring. */
const combobox = (isShown: boolean, active: number) =>
  ({
    role: 'combobox',
    list: undefined,
    'aria-autocomplete': 'list',
    'aria-expanded': isShown,
    'aria-controls': LIST,
    'aria-activedescendant': isShown && active >= 0 ? optionId(active) : undefined,
  }) as const

/** A combobox: what is typed can be searched as it stands, or a suggestion followed. */
export function SearchBox() {
  const [text, setText] = useState(inAddress)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  const options = useSuggestions(isOpen ? text.trim() : '')
  const isShown = isOpen && options.length > 0
  const words = t.value.search

  useSignalEffect(() => {
    const asked = inAddress()
    // A page that arrives meanwhile must not take letters back.
    if (document.activeElement !== field.current) setText(asked)
  })

  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const go = (href: string) => {
    close()
    // Puts a phone's keyboard away, so that what is found can be seen.
    field.current?.blur()
    navigate(href)
  }
  const follow = (option: Suggestion) => {
    setText(option.slug ? '' : option.text)
    go(hrefOf(option))
  }
  const press = (event: KeyboardEvent) => {
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (isShown) setActive(nextOf(active, options.length, key === 'ArrowDown' ? 1 : -1))
    } else if (key === 'Escape' && isShown) {
      // Once for the list; a second time lets the browser empty the field.
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
        go(searchHref({ q: text.trim() || undefined }))
      }}
    >
      <Icon name="search" />
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
        aria-label={words.label}
        placeholder={words.placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setOpen(true)
          setActive(-1)
        }}
        onKeyDown={press}
        onBlur={close}
        data-testid="search-input"
      />
      {text && (
        <button
          type="button"
          class="search__clear"
          aria-label={words.clear}
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
        id={LIST}
        class="search__list"
        role="listbox"
        aria-label={words.suggestions}
        hidden={!isShown}
        // The field keeps the focus, so that a click counts before the list is closed.
        onPointerDown={(event) => event.preventDefault()}
      >
        {options.map((option, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, as of any combobox.
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
        {isShown && words.suggested(options.length)}
      </span>
    </form>
  )
}

const inAddress = () => readSearch(place.value).q ?? ''

const hrefOf = ({ text, slug }: Suggestion) =>
  slug ? `/producto/${slug}` : searchHref({ q: text })

/** Round the list, by way of the field itself (-1). */
const nextOf = (active: number, count: number, step: 1 | -1) =>
  ((active + 1 + step + count + 1) % (count + 1)) - 1
