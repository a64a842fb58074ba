import type { Router } from 'vue-router'
import { say } from '@/core/language'
import { dismiss, toast, toasts } from '@/ui/toasts'
import { appWords } from '@/words/app'

/** Registers the service worker; a waiting new version is offered, never forced, and never while somebody takes photos. */
export async function keepShell(router: Router): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register('/service-worker.js')
  let asked = false
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (asked) location.reload() })

  const offer = (waiting: ServiceWorker) => {
    offerWhenFree(router, () => { asked = true; waiting.postMessage({ type: 'TAKE_OVER' }) })
  }
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null) offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && navigator.serviceWorker.controller !== null) offer(coming)
    })
  })
}

/** Offers it until it is taken or closed, but not over the camera: it goes on entering and comes again afterwards. */
export function offerWhenFree(router: Pick<Router, 'currentRoute' | 'afterEach'>, update: () => void): void {
  let shown: number | null = null
  const show = () => { shown = toast(say(appWords.updateReady), { forMs: 0, act: { label: say(appWords.updateNow), run: update } }) }
  const stands = () => toasts.value.some((one) => one.key === shown)
  if (router.currentRoute.value.meta.capture !== true) show()
  const stop = router.afterEach((to, from) => {
    if (shown !== null && from.meta.capture !== true && !stands()) stop() // closed, or offered anew
    else if (to.meta.capture !== true && !stands()) show()
    else if (to.meta.capture === true && shown !== null) dismiss(shown)
  })
}
