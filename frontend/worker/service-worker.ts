/**
 * Keeps the shell (page, scripts, styles) so that the app opens without a signal.
 * Nothing under /api is ever kept: evidence and cases belong to the outbox and the server.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
/** Put in by the build: every shell file with its revision. */
declare const __SHELL__: (PrecacheEntry | string)[]

cleanupOutdatedCaches()
precacheAndRoute(__SHELL__)

const serverPages = [/^\/api\//, /^\/tiles\//, /^\/docs/, /^\/openapi\.json$/, /^\/(healthz|readyz)$/]
registerRoute(new NavigationRoute(createHandlerBoundToURL('/'), { denylist: serverPages }))

// The page asks the person first; the new version takes over only on their word.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'TAKE_OVER') void self.skipWaiting()
})
