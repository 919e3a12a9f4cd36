import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, loadEnv } from 'vite'

const apiPaths = ['/products', '/orders', '/users', '/media']

/** The code that every page needs. */
const SHOP = 'shop'

/** The page names the shop's code, so that it comes beside the script that will ask for it. */
const nameTheCode = {
  name: 'name-the-code',
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

/** One below the most, which takes five times as long for three bytes in a hundred. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }

/** Beside each text lies what a browser is sent that takes it packed: the BFF looks for these. */
const pack = {
  name: 'pack',
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
    plugins: [nameTheCode, pack],
    build: {
      target: 'es2022',
      manifest: true,
      // The notices that the bundled packages ask to travel with them.
      license: { fileName: 'licenses.md' },
      // A data: URL would force img-src and font-src data: into the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            // Each with all that it imports and the ones before do not have.
            groups: [
              { name: 'first', test: /src\/main\.ts$/, priority: 3 },
              { name: SHOP, test: /src\/start\.tsx$/, priority: 2 },
              // What pages share, in one file: on a slow line each one more is a wait of its own.
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
