/**
 * The first script, small so that it runs while the shop's code is still being fetched: it requests
 * the code and the data of the page, then starts the shop.
 */

import './styles/index.css'
import { moneyFormat } from './i18n/formatters'
import { initialLanguage } from './i18n/language'
import { prefetchPageData } from './prefetch'
import { reloadPage } from './router/reload'
import { preload } from './routes'

const lang = initialLanguage()
prefetchPageData(new URL(location.href), lang)
preload(location.pathname)

const root = document.getElementById('app')
if (root) import('./start').then(({ start }) => start(root), reloadPage)

// The first currency format is slow to make: do it while the shop's code is being fetched.
moneyFormat(lang, 'EUR')
