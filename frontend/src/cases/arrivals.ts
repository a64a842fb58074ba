import { onScopeDispose } from 'vue'
import type { CaseItem } from '@/core/shapes'

/** A case as it now stands, with what it was before where that is known. `live`: somebody else's doing, as far as we know. */
export interface Arrival { item: CaseItem; was: CaseItem | null; live: boolean }
type Listener = (arrival: Arrival) => void

const listeners = new Set<Listener>()

/**
 * The one way by which a changed case reaches the screen: own operations come through here (first as expected, then
 * as the server has it, or rolled back), and others' from the live stream. Listeners drop what is older than what they hold.
 */
export function arrive(item: CaseItem, was: CaseItem | null = null, live = false): void {
  listeners.forEach((listener) => { listener({ item, was, live }) })
}

/** Calls `listener` on each arrival while the calling scope lives. */
export function onArrival(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
