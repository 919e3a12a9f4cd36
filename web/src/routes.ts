/**
 * The pages of the shop by path.
 *
 * Home and search are where shoppers arrive, so the shop's code brings them along; the others are
 * fetched when they are first needed.
 */

import type { ComponentType } from 'preact'
import { matchPath, type Params } from './router/match'

export interface PageProps {
  params: Params
}

type Page = ComponentType<PageProps>

export interface Route {
  path: string
  load?: () => Promise<{ default: Page }>
  /** Present once loaded. */
  page?: Page
}

const account = (name: 'AccountPage' | 'OrderPage' | 'LogInPage' | 'RegisterPage') => () =>
  import('./pages/account').then((pages) => ({ default: pages[name] }))

const security = (name: 'ConfirmPage' | 'ResetPage' | 'SecurityPage') => () =>
  import('./pages/security').then((pages) => ({ default: pages[name] }))

const admin = (name: string) => () =>
  import('./pages/admin').then(({ pages }) => ({ default: pages[name] as Page }))

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
  { path: '/account/reset', load: security('ResetPage') },
  { path: '/account/confirm', load: security('ConfirmPage') },
  { path: '/entrar', load: account('LogInPage') },
  { path: '/registro', load: account('RegisterPage') },
  { path: '/admin', load: admin('home') },
  { path: '/admin/productos', load: admin('products') },
  { path: '/admin/productos/:slug', load: admin('product') },
  { path: '/admin/nuevo', load: admin('newProduct') },
  { path: '/admin/pedidos', load: admin('orders') },
  { path: '/admin/pedidos/:id', load: admin('order') },
]

const notFound: Route = { path: '' }

/** Takes pages, by path, whose code is here; the one without a path is for all that are not there. */
export function bring(pages: Record<string, Page>): void {
  for (const route of [...routes, notFound]) {
    const page = pages[route.path]
    if (page) route.page = page
  }
}

/** The API lives on the same origin: a link to it is the browser's to follow. */
export const isShopPath = (pathname: string) =>
  routes.some(({ path }) => matchPath(path, pathname) !== null)

export function findRoute(pathname: string): { route: Route; params: Params } {
  for (const route of routes) {
    const params = matchPath(route.path, pathname)
    if (params) return { route, params }
  }
  return { route: notFound, params: {} }
}

/** Fetches the code of a page ahead of the click that will need it. */
export function preload(pathname: string): void {
  const { route } = findRoute(pathname)
  if (!route.page) loadPage(route).catch(() => undefined)
}

export async function loadPage(route: Route): Promise<void> {
  if (route.load) route.page ??= (await route.load()).default
}
