import { onScopeDispose } from 'vue'
import type { CaseItem } from '@/core/shapes'

/** A case as it now stands, with what it was before where that is known. `live`: somebody else's doing, as far as we know. */
export interface Arrival { item: CaseItem; was: CaseItem | null; live: boolean }
type Listener = (arrival: Arrival) => void

const listeners = new Set<Listener>()
/** Cases with an own operation under way, and the version it was begun on. */
const underWay = new Map<string, number>()

/** Runs an own operation; meanwhile nothing that was read of the case before it counts as news. */
export async function asOperation<T>(item: CaseItem, run: () => Promise<T>): Promise<T> {
  underWay.set(item.id, item.version)
  try {
    return await run()
  } finally {
    underWay.delete(item.id)
  }
}

/** What was read is the case as it was before an own operation that is under way: the screen already shows what is expected of it. */
export const isOvertaken = (item: CaseItem): boolean => item.version <= (underWay.get(item.id) ?? -1)

/**
 * The one way by which a changed case reaches the screen: own operations come through here (first as expected, then
 * as the server has it, or rolled back), and others' from the live stream. Listeners drop what is older than what they hold.
 */
export function arrive(item: CaseItem, was: CaseItem | null = null, live = false): void {
  if (live && isOvertaken(item)) return
  listeners.forEach((listener) => { listener({ item, was, live }) })
}

/** Calls `listener` on each arrival while the calling scope lives. */
export function onArrival(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
