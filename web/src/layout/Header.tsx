import { Icon } from '../components/Icon'
import { Wordmark } from '../components/Wordmark'
import { t } from '../i18n'
import { CartLink } from './CartLink'
import { CategoryLinks } from './CategoryLinks'
import { LanguageSwitch } from './LanguageSwitch'
import { SearchBox } from './SearchBox'

/** With `focused`, nothing that leads away from paying but the way home. */
export function Header({ focused }: { focused: boolean }) {
  return (
    <header class={focused ? 'header header--focused' : 'header'}>
      <div class="header__bar">
        <a class="header__brand" href="/">
          <Wordmark />
          <span class="visually-hidden">{t.value.home}</span>
        </a>
        {!focused && <SearchBox />}
        <div class="header__tools">
          <LanguageSwitch />
          {!focused && (
            <a class="icon-button" href="/cuenta" aria-label={t.value.nav.account}>
              <Icon name="person" />
            </a>
          )}
        </div>
        <CartLink direct={focused} />
      </div>
      {!focused && (
        <nav class="header__nav" aria-label={t.value.nav.categories}>
          <CategoryLinks />
        </nav>
      )}
    </header>
  )
}
