import './styles/index.css'
import { render } from 'preact'
import { App } from './App'
import { startLanguage } from './i18n'
import { startRouter, watchIntent } from './router/place'
import { isShopPath, preload } from './router/routes'
import { startCart } from './state/cart'
import { startCategories } from './state/categories'

// After a release the old page names scripts that are gone: fetch the page anew.
addEventListener('vite:preloadError', () => location.reload())

startLanguage()
startRouter(isShopPath)
watchIntent(preload)
startCategories()
startCart()

const root = document.getElementById('app')
if (root) render(<App />, root)
