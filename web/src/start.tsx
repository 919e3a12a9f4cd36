import { render } from 'preact'
import { App } from './App'
import { startLanguage } from './i18n'
import { HomePage } from './pages/home/HomePage'
import { NotFoundPage } from './pages/NotFoundPage'
import { SearchPage } from './pages/search/SearchPage'
import { startRouter, watchIntent } from './router/navigation'
import { isShopPath, preload, setLoadedPages } from './routes'
import { startCart } from './state/cart'
import { startCategories } from './state/categories'

export function start(root: Element): void {
  setLoadedPages({ '/': HomePage, '/buscar': SearchPage, '': NotFoundPage })
  startLanguage()
  startRouter(isShopPath)
  watchIntent(preload)
  startCategories()
  startCart()
  render(<App />, root)
}
