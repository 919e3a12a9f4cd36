import { render } from 'preact'
import { App } from './App'
import { startLanguage } from './i18n'
import { keepFocus } from './layout/keepFocus'
import { HomePage } from './pages/home/HomePage'
import { NotFoundPage } from './pages/NotFoundPage'
import { SearchPage } from './pages/search/SearchPage'
import { startRouter, watchLinkIntent } from './router/navigation'
import { isShopPath, preload, setLoadedPages } from './routes'
import { startCart } from './state/cart'
import { startCategories } from './state/categories'

/** Start the shop in `root`. */
export function start(root: Element): void {
  setLoadedPages({ '/': HomePage, '/buscar': SearchPage, '': NotFoundPage })
  startLanguage()
  startRouter(isShopPath)
  watchLinkIntent(preload)
  startCategories()
  startCart()
  keepFocus(root)
  render(<App />, root)
}
