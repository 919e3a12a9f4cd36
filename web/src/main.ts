/**
 * The first script, which is small so that it runs while the shop's code is still coming: it asks for
 * the code of the page and for what the page shows, and then waits for the rest.
 */

import './styles/index.css'
import { moneyFormat } from './i18n/formatters'
import { firstLanguage } from './i18n/language'
import { prefetchPageData } from './prefetch'
import { renewPage } from './router/reload'
import { preload } from './routes'

const lang = firstLanguage()
prefetchPageData(new URL(location.href), lang)
preload(location.pathname)

const root = document.getElementById('app')
if (root) import('./start').then(({ start }) => start(root), renewPage)

// Here the script waits; where the first price is drawn, the shopper would.
moneyFormat(lang, 'EUR')
