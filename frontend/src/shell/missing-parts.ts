import type { Router } from 'vue-router'
import { say } from '@/core/language'
import { toast } from '@/ui/toasts'
import { appWords } from '@/words/app'

const onceIn = 60_000 // milliseconds between two reloads by ourselves
const lately = 'reloaded'

/** The browser around: what loading again needs of it. */
export interface Around {
  online: () => boolean
  /** Whether the server answers with the shell: loading again without would leave nothing. */
  hasShell: () => Promise<boolean>
  load: (address: string) => void
  now: () => number
  storage: Pick<Storage, 'getItem' | 'setItem'>
}

const thisBrowser: Around = {
  online: () => navigator.onLine,
  hasShell: () => fetch('/', { method: 'HEAD', cache: 'no-store' }).then((answer) => answer.ok, () => false),
  load: (address) => { location.assign(address) },
  now: () => Date.now(),
  storage: sessionStorage,
}

/**
 * Loads `address` anew because a part of the app is gone from the server (a new version has been put up), but not twice in a
 * minute and not into nothing. Tells whether it did.
 */
export async function loadAnew(address: string, { online, hasShell, load, now, storage }: Around = thisBrowser): Promise<boolean> {
  if (!online() || now() - Number(storage.getItem(lately) ?? 0) < onceIn || !await hasShell()) return false
  storage.setItem(lately, String(now()))
  load(address)
  return true
}

/**
 * What happens when a part of the app cannot be fetched. On the way to a page: that page is loaded anew (drafts are on the
 * phone). Within a page: it is loaded anew, except where something is being captured; there the person is asked.
 */
export function mendMissingParts(router: Router): void {
  let wanted: string | null = null
  router.beforeEach((to) => { wanted = to.fullPath })
  router.afterEach(() => { wanted = null })
  window.addEventListener('vite:preloadError', () => { void mend(wanted) })

  async function mend(to: string | null): Promise<void> {
    const here = router.currentRoute.value
    const again = (): Promise<boolean> => loadAnew(to ?? here.fullPath)
    if (to === null && here.meta.capture === true) offer(again)
    else if (!await again()) offer(again)
  }
  function offer(again: () => Promise<boolean>): void {
    if (navigator.onLine) toast(say(appWords.partGone), { tone: 'alert', forMs: 0, act: { label: say(appWords.updateNow), run: () => { void again() } } })
    else toast(say(appWords.offline), { tone: 'alert' })
  }
}
