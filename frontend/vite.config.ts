import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { precacheShell } from './build/precache.ts'

const backEnd = 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue(), precacheShell(/^(maplibre|archive)/)],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: false },
  build: {
    target: 'es2022',
    manifest: true,
    // MapLibre is one large file by nature; it loads only where a map is, and the budget script watches the rest.
    chunkSizeWarningLimit: 1600,
    modulePreload: { polyfill: false },
    // Where build time goes is no warning.
    rolldownOptions: { checks: { bundlerTimings: false }, output: { codeSplitting: { groups: [{ name: 'maplibre', test: /node_modules\/(maplibre-gl|@mapbox|@maplibre)/ }] } } },
  },
  server: { proxy: { '/api': backEnd, '/tiles': backEnd } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})
