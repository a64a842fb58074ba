/**
 * Keeps the shell (page, scripts, styles) so that the app opens without a signal.
 * Nothing under /api is ever kept: evidence and cases belong to the outbox and the server.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'

declare const self: ServiceWorkerGlobalScope
/** Put in by the build: every shell file with its revision. */
declare const __SHELL__: (PrecacheEntry | string)[]

cleanupOutdatedCaches()
precacheAndRoute(__SHELL__)

const serverPages = [/^\/api\//, /^\/tiles\//, /^\/docs/, /^\/openapi\.json$/, /^\/(healthz|readyz)$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: serverPages }))

// The map is large and not everybody's: it is kept once it was wanted, and only as long as its name is of this version.
const mapParts = /^\/assets\/(maplibre|archive)[^/]*$/
/** A file's name without its hash of eight characters. */
const kindOf = (url: string): string => url.replace(/-.{8}(\.\w+)$/, '$1')
registerRoute(({ url }) => mapParts.test(url.pathname), new CacheFirst({
  cacheName: 'map',
  plugins: [{
    cacheDidUpdate: async ({ request }) => {
      const map = await caches.open('map')
      const older = (await map.keys()).filter((one) => one.url !== request.url && kindOf(one.url) === kindOf(request.url))
      await Promise.all(older.map((one) => map.delete(one)))
    },
  }],
}))

// The page asks the person first; the new version takes over only on their word.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'TAKE_OVER') void self.skipWaiting()
})
