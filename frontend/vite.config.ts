import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { compressAssets } from './build/compress.ts'
import { precacheShell } from './build/precache.ts'

const backEnd = 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue(), precacheShell(/^(maplibre|archive)/), compressAssets()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: false },
  build: {
    target: 'es2022',
    manifest: true,
    // MapLibre is one large file by nature; it loads only where a map is, and the budget script watches the rest.
    chunkSizeWarningLimit: 1600,
    modulePreload: { polyfill: false },
    // Where build time goes is no warning.
    rolldownOptions: { checks: { bundlerTimings: false }, output: { codeSplitting: { groups: [
      { name: 'maplibre', test: /node_modules\/(maplibre-gl|@mapbox|@maplibre)/, priority: 9 },
      { name: 'vue', test: /node_modules\/(@vue|vue|vue-router|pinia)\//, priority: 4 },
      // The inspector's first page in one piece: each file more is a way more to the server, one after the other.
      { name: 'first', test: /src\/(report\/(ReportPage|CaptureStep)\.vue|people\/session\.ts)/, priority: 3 },
    ] } } },
  },
  server: { proxy: { '/api': backEnd, '/tiles': backEnd } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})
