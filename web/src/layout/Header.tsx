import { Icon } from '../components/Icon'
import { Wordmark } from '../components/Wordmark'
import { t } from '../i18n'
import { CartLink } from './CartLink'
import { CategoryLinks } from './CategoryLinks'
import { LanguageSwitch } from './LanguageSwitch'
import { SearchBox } from './SearchBox'

/** The header; if `minimal`, as in checkout, without search, account and categories. */
export function Header({ minimal }: { minimal: boolean }) {
  return (
    <header class={minimal ? 'header header--minimal' : 'header'}>
      <div class="header__bar">
        <a class="header__brand" href="/">
          <Wordmark />
          <span class="visually-hidden">{t.value.home}</span>
        </a>
        {!minimal && <SearchBox />}
        <div class="header__tools">
          <LanguageSwitch />
          {!minimal && (
            <a class="icon-button" href="/cuenta" aria-label={t.value.nav.account}>
              <Icon name="person" />
            </a>
          )}
        </div>
        <CartLink plain={minimal} />
        {!minimal && (
          <nav class="header__nav" aria-label={t.value.nav.categories}>
            <CategoryLinks />
          </nav>
        )}
      </div>
    </header>
  )
}
