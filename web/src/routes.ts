/**
 * The pages of the shop by path.
 *
 * Shoppers arrive at home and search, so these are part of the shop's code (`start.tsx`); the code of
 * the others is fetched when it is first needed.
 */

import { matchPath } from './router/match'
import { loadPage, type Match, type Page, type Route } from './router/page'

type Account = typeof import('./pages/account')
type Security = typeof import('./pages/security')
type Admin = typeof import('./pages/admin')['pages']

const account = (name: keyof Account) => () =>
  import('./pages/account').then((pages) => ({ default: pages[name] }))

const security = (name: keyof Security) => () =>
  import('./pages/security').then((pages) => ({ default: pages[name] }))

const admin = (name: keyof Admin) => () =>
  import('./pages/admin').then(({ pages }) => ({ default: pages[name] }))

const routes: Route[] = [
  { path: '/' },
  { path: '/buscar' },
  { path: '/producto/:slug', load: () => import('./pages/product/ProductPage') },
  { path: '/cesta', load: () => import('./pages/cart/CartPage') },
  { path: '/pagar', load: () => import('./pages/checkout/CheckoutPage') },
  { path: '/gracias/:id', load: () => import('./pages/thanks/ThanksPage') },
  { path: '/cuenta', load: account('AccountPage') },
  { path: '/cuenta/pedidos/:id', load: account('OrderPage') },
  { path: '/cuenta/seguridad', load: security('SecurityPage') },
  // Where links in e-mails lead.
  { path: '/account/reset', load: security('ResetPasswordPage') },
  { path: '/account/confirm', load: security('ConfirmEmailPage') },
  { path: '/entrar', load: account('LogInPage') },
  { path: '/registro', load: account('RegisterPage') },
  { path: '/admin', load: admin('DashboardPage') },
  { path: '/admin/productos', load: admin('ProductListPage') },
  { path: '/admin/productos/:slug', load: admin('EditProductPage') },
  { path: '/admin/categorias', load: admin('CategoriesPage') },
  { path: '/admin/nuevo', load: admin('NewProductPage') },
  { path: '/admin/pedidos', load: admin('OrderListPage') },
  { path: '/admin/pedidos/:id', load: admin('ManageOrderPage') },
]

const notFound: Route = { path: '' }

/** Set pages, by path, whose code is already loaded; the path '' is the page for unknown paths. */
export function setLoadedPages(pages: Record<string, Page>): void {
  for (const route of [...routes, notFound]) {
    const page = pages[route.path]
    if (page) route.page = page
  }
}

/** Whether a path is a page's. The API is on the same origin, and the browser follows links to it. */
export const isShopPath = (pathname: string) =>
  routes.some(({ path }) => matchPath(path, pathname) !== null)

/** Return the route of a path; the page for unknown paths where there is none. */
export function findRoute(pathname: string): Match {
  for (const route of routes) {
    const params = matchPath(route.path, pathname)
    if (params) return { route, params }
  }
  return { route: notFound, params: {} }
}

/** Fetch the code of a page ahead of the click that will need it. */
export function preload(pathname: string): void {
  const { route } = findRoute(pathname)
  if (!route.page) loadPage(route).catch(() => undefined)
}
