import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'vite'

/** One shell file the service worker keeps; `revision` is null when the hash is in the name. */
interface Kept { url: string; revision: string | null }

const md5 = (path: string): string => createHash('md5').update(readFileSync(path)).digest('hex')

/**
 * Builds `worker/service-worker.ts` to `dist/service-worker.js` with the list of shell files in it.
 * Files whose name matches `leaveOut` (the map) are fetched when first wanted instead.
 */
export function precacheShell(leaveOut: RegExp): Plugin {
  let out = ''
  return {
    name: 'precache-shell',
    apply: 'build',
    configResolved(config) { out = resolve(config.root, config.build.outDir) },
    async closeBundle() {
      const hashed = readdirSync(join(out, 'assets')).filter((name) => !leaveOut.test(name))
      const kept: Kept[] = hashed.map((name) => ({ url: `/assets/${name}`, revision: null }))
      kept.push({ url: '/', revision: md5(join(out, 'index.html')) })
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: { __SHELL__: JSON.stringify(kept), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir: out,
          emptyOutDir: false,
          rolldownOptions: {
            input: 'worker/service-worker.ts',
            output: { format: 'iife', entryFileNames: 'service-worker.js' },
          },
        },
      })
    },
  }
}
