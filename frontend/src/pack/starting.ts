import { effectScope, watch } from 'vue'
import { usePack } from './pack'
import { whereabouts } from '@/places/whereabouts'
import { useSession } from '@/people/session'

const fresh = 60_000 // milliseconds within which a pack need not be asked for again

/** Keeps the pack while the app is open: of whoever is signed in, asked for on opening, when online again, when looked at. */
export function startPack(): void {
  const session = useSession()
  const pack = usePack()

  async function renew(): Promise<void> {
    if (session.me === null || !navigator.onLine) return
    if (Date.now() - (pack.at ?? 0) < fresh) return
    await pack.refresh(await whereabouts() ?? undefined)
  }

  effectScope(true).run(() => {
    watch(() => session.me?.id ?? null, async (person, before) => {
      if (person === null) { if (before != null) await pack.forget() } else {
        await pack.open(person)
        await renew()
      }
    }, { immediate: true })
  })
  window.addEventListener('online', () => { void renew() })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void renew() })
}
