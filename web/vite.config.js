import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, loadEnv } from 'vite'

const apiPaths = ['/products', '/orders', '/users', '/shop', '/media']

/** The code that every page needs. */
const SHOP = 'shop'

/** Preload the shop's code in the HTML: it is fetched together with the script that imports it. */
const preloadShop = {
  name: 'preload-shop',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.values(bundle)
        .filter((file) => file.type === 'chunk' && file.name === SHOP)
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          injectTo: 'head',
        })),
  },
}

/** One below the maximum, which takes five times as long and saves 3 %. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }

/** Write a `.gz` and a `.br` beside each text file, for the BFF to send. */
const precompress = {
  name: 'precompress',
  writeBundle({ dir = '' }, bundle) {
    for (const file of Object.values(bundle)) {
      if (!/\.(css|html|js)$/.test(file.fileName)) continue
      const text = file.type === 'chunk' ? file.code : file.source
      const path = join(dir, file.fileName)
      writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
      writeFileSync(`${path}.br`, brotliCompressSync(text, { params }))
    }
  },
}

export default defineConfig(({ mode }) => {
  const { TIENDA_API = 'http://127.0.0.1:8080' } = loadEnv(mode, '.', 'TIENDA_')
  const proxy = Object.fromEntries(apiPaths.map((path) => [path, TIENDA_API]))
  return {
    plugins: [preloadShop, precompress],
    build: {
      target: 'es2022',
      manifest: true,
      // The licenses of the bundled packages, which must be distributed with them.
      license: { fileName: 'licenses.md' },
      // A data: URL would need `data:` in img-src and font-src of the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            // Each chunk has all its imports that no earlier chunk has.
            groups: [
              { name: 'first', test: /src\/main\.ts$/, priority: 3 },
              { name: SHOP, test: /src\/start\.tsx$/, priority: 2 },
              // One file of what pages share: on a slow network each further file is a round trip.
              { name: 'parts', test: /src\/(components|pages|state)\//, minShareCount: 2 },
            ],
          },
        },
      },
    },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
  }
})
