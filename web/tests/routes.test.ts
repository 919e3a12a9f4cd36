import { expect, test } from 'vitest'
import { findRoute, isShopPath } from '../src/routes'

const pages = import.meta.glob('../src/pages/**/*Page.tsx')
const tables = import.meta.glob<string>(['../src/routes.ts', '../src/start.tsx'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

test('every page has a route', () => {
  const table = Object.values(tables).join('\n')
  const names = Object.keys(pages).map((path) => /(\w+)\.tsx$/.exec(path)?.[1] ?? '')
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(table))).toEqual([])
})

test('a path of no page has the page for unknown paths, and is not the shop’s', () => {
  expect(findRoute('/nada').route.path).toBe('')
  expect(findRoute('/producto/mesa')).toMatchObject({ params: { slug: 'mesa' } })
  expect(isShopPath('/producto/mesa')).toBe(true)
  expect(isShopPath('//Cuenta/Pedidos/a1/')).toBe(true)
  expect(isShopPath('/orders/1/receipt')).toBe(false)
})
