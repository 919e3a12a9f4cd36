import { defineConfig, loadEnv } from 'vite'

const apiPaths = ['/products', '/orders', '/users', '/media']

export default defineConfig(({ mode }) => {
  const { TIENDA_API = 'http://127.0.0.1:8080' } = loadEnv(mode, '.', 'TIENDA_')
  const proxy = Object.fromEntries(apiPaths.map((path) => [path, TIENDA_API]))
  return {
    build: {
      target: 'es2022',
      manifest: true,
      // The notices that the bundled packages ask to travel with them.
      license: { fileName: 'licenses.md' },
      // A data: URL would force img-src and font-src data: into the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
  }
})
