/** What the router knows of a page: its path, and how to fetch its code. */

import type { ComponentType } from 'preact'
import type { Params } from './match'

export interface PageProps {
  params: Params
}

export type Page = ComponentType<PageProps>

export interface Route {
  path: string
  load?: () => Promise<{ default: Page }>
  /** Present once loaded. */
  page?: Page
}

/** A route that matches a path, with the values of the path's parameters. */
export interface Match {
  route: Route
  params: Params
}

/** Fetch the code of a route's page, unless it is loaded. Throw if it cannot be fetched. */
export async function loadPage(route: Route): Promise<void> {
  if (route.load) route.page ??= (await route.load()).default
}
