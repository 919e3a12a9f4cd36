/** The imports of src, types included: no circles, and folders in layers. */

import { expect, test } from 'vitest'

type Imports = ReadonlyMap<string, readonly string[]>

const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** `import … from './a'`, `export … from './a'`, `import './a'`, `import('./a')`. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']*)'/g

/** What a folder may import: its own modules and those of the layers before. */
const LAYERS = [['api', 'i18n'], ['state'], ['components'], ['router'], ['pages'], ['layout'], ['']]

/** Return the imports of each module of src, by paths relative to src. */
function readImports(): Imports {
  return new Map(
    Object.entries(sources).map(([path, source]) => {
      const module = path.replace('../src/', '')
      const specifiers = [...source.matchAll(IMPORT)].map(([, specifier = '']) => specifier)
      const code = specifiers.filter((specifier) => !/\.(css|json)$/.test(specifier))
      return [module, code.map((specifier) => resolve(module, specifier))]
    }),
  )
}

/** Return the module that `specifier` names in `module`. Throw if there is none. */
function resolve(module: string, specifier: string): string {
  const base = new URL(specifier, `file:///${module}`).pathname.slice(1)
  const found = ['.ts', '.tsx', '/index.ts'].map((ending) => base + ending).find(isModule)
  if (!found) throw new Error(`${module} imports ${specifier}, which is no module`)
  return found
}

const isModule = (module: string) => `../src/${module}` in sources

/** Return the modules of one circle, the first of them again at the end; null if there is none. */
function findCircle(imports: Imports): string[] | null {
  const done = new Set<string>()
  const visit = (module: string, path: string[]): string[] | null => {
    if (path.includes(module)) return [...path.slice(path.indexOf(module)), module]
    if (done.has(module)) return null
    for (const imported of imports.get(module) ?? []) {
      const circle = visit(imported, [...path, module])
      if (circle) return circle
    }
    done.add(module)
    return null
  }
  for (const module of imports.keys()) {
    const circle = visit(module, [])
    if (circle) return circle
  }
  return null
}

/** Return the modules that `start` imports, itself, and those that they import. */
function reachableFrom(start: string, imports: Imports): Set<string> {
  const reached = new Set([start])
  for (const module of reached)
    for (const imported of imports.get(module) ?? []) reached.add(imported)
  return reached
}

const layerOf = (module: string) => {
  const folder = module.includes('/') ? (module.split('/')[0] ?? '') : ''
  return LAYERS.findIndex((folders) => folders.includes(folder))
}

test('a circle is named, also one of types and of code fetched later', () => {
  const circular = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', []],
    ['d', ['b']],
  ])
  expect(findCircle(circular)).toEqual(['b', 'd', 'b'])
  const source = "import type { A } from './a'\nconst load = () => import('./b')\nimport './c'"
  expect([...source.matchAll(IMPORT)].map(([, path]) => path)).toEqual(['./a', './b', './c'])
})

test('no modules import each other in a circle', () => {
  expect(findCircle(readImports())?.join(' → ')).toBeUndefined()
})

test('a module imports its own layer and those below', () => {
  const imports = readImports()
  expect([...imports.keys()].filter((module) => layerOf(module) < 0)).toEqual([])
  const upward = [...imports].flatMap(([module, imported]) =>
    imported
      .filter((other) => layerOf(other) > layerOf(module))
      .map((other) => `${module} → ${other}`),
  )
  expect(upward).toEqual([])
})

test('the first script reaches every module, so that no page lacks its route', () => {
  const imports = readImports()
  const reached = reachableFrom('main.ts', imports)
  expect([...imports.keys()].filter((module) => !reached.has(module))).toEqual([])
})

test('no two modules are the same on a disk that ignores case', () => {
  const names = [...readImports().keys()].map((module) =>
    module.replace(/\.tsx?$/, '').toLowerCase(),
  )
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
