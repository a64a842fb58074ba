import { onScopeDispose } from 'vue'
import type { CaseItem } from '@/core/shapes'

/** A case as it now stands, with what it was before where that is known. */
export interface Arrival { item: CaseItem; was: CaseItem | null }
type Listener = (arrival: Arrival) => void

const listeners = new Set<Listener>()

/**
 * The one way by which a changed case reaches the screen: own operations come through here (first as expected, then
 * as the server has it, or rolled back), and a live stream will. Listeners drop what is older than what they hold.
 */
export function arrive(item: CaseItem, was: CaseItem | null = null): void {
  listeners.forEach((listener) => { listener({ item, was }) })
}

/** Calls `listener` on each arrival while the calling scope lives. */
export function onArrival(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
