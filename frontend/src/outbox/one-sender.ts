import type { Shelf } from './shelf'

/** This page, told apart from the other tabs. */
export const thisPage: string = crypto.randomUUID()

const pageLock = (page: string): string => `outbox-page:${page}`
const locks: LockManager | null = typeof navigator !== 'undefined' && 'locks' in navigator ? navigator.locks : null

/** Lets other tabs see that this page lives, until it ends. */
export function showLife(): void {
  void locks?.request(pageLock(thisPage), () => new Promise(() => undefined))
}

/** Whether a page lives; null where the browser cannot tell. */
export async function lives(page: string): Promise<boolean | null> {
  if (page === thisPage) return true
  if (locks === null) return null
  const { held = [] } = await locks.query()
  return held.some((one) => one.name === pageLock(page))
}

/** What the page that sends writes down, and how often it has said so. No clock: other pages watch whether it changes. */
interface Lease { page: string; beat: number }
const beatEvery = 4000
const patience = 3 * beatEvery
let seen: { lease: Lease; since: number } | null = null

/** Without Web Locks: whoever has said so last, as long as they keep saying so. */
async function byLease(shelf: Shelf, work: () => Promise<void>): Promise<boolean> {
  const take = (present: unknown): Lease => {
    const other = present as Lease | undefined
    if (other === undefined || other.page === thisPage || other.page === '') return { page: thisPage, beat: 0 }
    if (seen?.lease.page !== other.page || seen.lease.beat !== other.beat) seen = { lease: other, since: performance.now() }
    return performance.now() - seen.since > patience ? { page: thisPage, beat: 0 } : other
  }
  if ((await shelf.lease(take) as Lease).page !== thisPage) return false
  let beat = 0
  const beating = setInterval(() => { void shelf.lease((present) => ((present as Lease).page === thisPage ? { page: thisPage, beat: ++beat } : present)) }, beatEvery)
  try {
    await work()
  } finally {
    clearInterval(beating)
    await shelf.lease((present) => ((present as Lease).page === thisPage ? { page: '', beat: 0 } : present))
  }
  return true
}

/**
 * Does the work unless another tab is at it; tells whether it did. A tab that ends lets go by itself. Should two ever send
 * at once, the server still takes everything once.
 */
export async function oneSender(shelf: Shelf, work: () => Promise<void>): Promise<boolean> {
  if (locks === null) return byLease(shelf, work)
  return locks.request('outbox-sending', { ifAvailable: true }, async (lock) => {
    if (lock === null) return false
    await work()
    return true
  })
}
