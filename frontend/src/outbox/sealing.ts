import { claimOf, reportOf, type QueueItem } from './item'
import type { Seal } from '@/core/shapes'

/** Fetched when somebody signs in, so that it is there when something is saved; without it a report is as good a report. */
const seals = () => import('@/seal/seal').catch(() => null)

/** Has the person's key ready. */
export function prepareSealing(person: string): void {
  void seals().then((loaded) => { loaded?.prepareSeal(person) })
}

/** The seal of an item as it is queued; null where this phone can make none, or for a step without photos. */
export async function sealOf(item: QueueItem): Promise<Seal | null> {
  if (item.kind === 'step' && item.photos.length === 0) return null
  const loaded = await seals()
  if (loaded === null) return null
  const now = new Date()
  if (item.kind === 'step') return loaded.sealFor(item.owner, loaded.ofStep(item.caseId, item.operation, item.photos.map(claimOf), now))
  const { location, said, id } = item
  return location === null ? null : loaded.sealFor(item.owner, loaded.ofReport(id, { ...said ?? reportOf(item), location }, now))
}

/** Whether an item may still get its seal: once the server may have it without, it must be said again just so. */
export const isUnsealed = (item: QueueItem): boolean => item.seal === null && !item.uncertain && item.state !== 'draft' && item.state !== 'sent'
