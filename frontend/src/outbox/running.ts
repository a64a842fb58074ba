import { ref, type Ref } from 'vue'
import type { QueueItem } from './item'
import { lives, oneSender } from './one-sender'
import { shelf } from './shelf'

/** What sending shares with the outbox around it. `fail` tells whether trying again can help. */
interface Around {
  owner: Ref<string | null>
  waiting: Ref<number>
  signedOut: Ref<boolean>
  progress: Ref<Map<string, number>>
  told: (item: QueueItem) => void
  fail: (thrown: unknown) => boolean
  well: () => void
  read: () => Promise<void>
}

const otherTabAtIt = 5000 // milliseconds until it is asked whether another tab still sends
const storeTrouble = 15_000
const partsMissing = 15_000 // the app's own files cannot be fetched just now
const deadHolder = 15_000

/**
 * When sending is tried: at once when something is there, the page is opened, comes into sight or online again, or the person
 * signs in or asks for it; else after growing pauses while the page is open. Phones have nothing better to offer everywhere.
 */
export function useRunning(around: Around): { running: Ref<boolean>; wake: () => void; forgetRests: () => void; tryAgain: () => void } {
  const { owner, waiting, signedOut } = around
  const running = ref(false)
  /** Asked for while a run was under way. */
  let again = false
  /** Until when an item rests, by the page's stopwatch: clocks may be set, and a reload starts afresh. */
  const rests = new Map<string, number>()
  const firstHeld = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function wake(): void { void run() }
  const askedAgain = () => again

  async function run(): Promise<void> {
    if (running.value) { again = true; return }
    if (owner.value === null || waiting.value === 0 || signedOut.value) return
    running.value = true
    again = false
    let after: number | null
    try {
      after = await runAs(owner.value)
      around.well()
    } catch (thrown) {
      after = around.fail(thrown) ? storeTrouble : null
    } finally {
      running.value = false
    }
    clearTimeout(timer)
    if (askedAgain()) wake()
    else if (after !== null) timer = setTimeout(wake, after)
  }

  async function runAs(who: string): Promise<number | null> {
    const loaded = await Promise.all([import('./sender'), import('./transport')]).catch(() => null)
    if (loaded === null) return partsMissing
    const [{ runLine }, { overHttpFor }] = loaded
    const store = await shelf()
    let after: number | null = null
    const mine = await oneSender(store, async () => {
      await vouch(who)
      after = await runLine({
        shelf: store, transport: overHttpFor(who), owner: who, open: () => owner.value === who && navigator.onLine, told: around.told,
        progress: (sha256, sent) => { around.progress.value.set(sha256, sent) }, released, rests, signIn: () => { signedOut.value = true },
      })
    })
    return mine ? after : otherTabAtIt
  }

  /** The server should know this phone's key before the first seal comes; where it cannot, the seal says so and nothing waits. */
  async function vouch(who: string): Promise<void> {
    const loaded = await import('@/seal/registering').catch(() => null)
    await loaded?.registerKey(who)
  }

  /** An item held by a page that has ended is free to go; where the browser cannot tell, after some time. */
  async function released(item: QueueItem): Promise<boolean> {
    if (item.holder === null) return true
    const alive = await lives(item.holder)
    if (alive !== null) return !alive
    if (!firstHeld.has(item.id)) firstHeld.set(item.id, performance.now())
    return performance.now() - (firstHeld.get(item.id) ?? 0) > deadHolder
  }

  function forgetRests(): void { rests.clear() }

  /** Something has changed that makes trying worthwhile: pauses are over. */
  function tryAgain(): void {
    forgetRests()
    wake()
  }

  function seen(): void {
    if (document.visibilityState === 'visible') around.read().then(tryAgain, around.fail)
  }
  if (typeof window !== 'undefined') {
    window.addEventListener('online', tryAgain)
    document.addEventListener('visibilitychange', seen)
  }
  return { running, wake, forgetRests, tryAgain }
}
