import { newCaseId } from '@/outbox/case-id'
import { newItem, type Item } from '@/outbox/item'
import type { Shelf } from '@/outbox/shelf'

/**
 * The next report after `draft` has been handed over in another tab: with the photos the other tab did not have, which are
 * copied while they are still there; null where it had them all; `draft` itself where it is one after all (taken back).
 * `draft` may get more photos meanwhile: they come along.
 */
export async function leftOf(draft: Item, store: Shelf): Promise<Item | null> {
  const handedOver = (await store.all(draft.owner)).find((one) => one.id === draft.id)
  if (handedOver?.state === 'draft') return draft
  const had = new Set(handedOver?.photos.map((photo) => photo.sha256))
  const next = newItem(newCaseId(), draft.owner, new Date().toISOString())
  for (const photo of draft.photos) {
    if (had.has(photo.sha256)) continue
    const bytes = await store.readPhoto(draft.id, photo.sha256)
    if (bytes === undefined) continue // it has gone with the other to the server
    await store.keepPhoto(next.id, photo.sha256, bytes)
    next.photos.push({ ...photo })
  }
  next.location = next.photos[0]?.fix ?? null
  return next.photos.length === 0 ? null : next
}
