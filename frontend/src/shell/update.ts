import { router } from '@/core/pages'
import { say } from '@/core/language'
import { toast } from '@/ui/toasts'
import { appWords } from '@/words/app'

/** Registers the service worker; a waiting new version is offered, never forced, and never while somebody takes photos. */
export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register('/service-worker.js')
  let asked = false
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (asked) location.reload() })

  const offer = (waiting: ServiceWorker) => {
    whenFree(() => {
      toast(say(appWords.updateReady), {
        forMs: 0,
        act: { label: say(appWords.updateNow), run: () => { asked = true; waiting.postMessage({ type: 'TAKE_OVER' }) } },
      })
    })
  }
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null) offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && navigator.serviceWorker.controller !== null) offer(coming)
    })
  })
}

/** Now, or as soon as the person leaves the camera. */
function whenFree(act: () => void): void {
  if (router.currentRoute.value.meta.capture !== true) { act(); return }
  const stop = router.afterEach((to) => {
    if (to.meta.capture === true) return
    stop()
    act()
  })
}
