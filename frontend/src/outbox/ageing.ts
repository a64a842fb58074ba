import type { Stamp } from './item'
import { serverTime } from '@/core/server-clock'

export const stampNow = (): Stamp => ({ phone: Date.now(), server: serverTime() })

/**
 * Milliseconds since a moment. By the server's clock where it was known then and is now; else by the phone's, which may
 * have been set in between: never less than nothing. For showing only: no order and no retry hangs on it.
 */
export function ageOf(then: Stamp, now: Stamp = stampNow()): number {
  const since = then.server !== null && now.server !== null ? now.server - then.server : now.phone - then.phone
  return Math.max(0, since)
}
