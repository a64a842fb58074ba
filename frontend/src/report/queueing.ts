import type { Item } from '@/outbox/item'
import { shelf } from '@/outbox/shelf'
import { asProblem, Problem } from '@/core/problem'
import { kept } from '@/outbox/ways-on'

/** How long a saved report waits on the phone before it is sent, milliseconds: so long it can be taken back unseen. */
export const holdMs = 5_000
const held = new Map<string, { item: Item; timer: ReturnType<typeof setTimeout> }>()

/** Puts a report into the outbox. Resolves when it is durably on the phone: 已保存. `onStuck` hears when sending failed. */
export async function queueReport(item: Item, onStuck: (item: Item) => void): Promise<void> {
  const queued: Item = { ...item, state: 'queued', problem: null }
  await (await shelf()).keepItem(queued)
  held.set(item.id, { item, timer: setTimeout(() => { held.delete(item.id); void sendNow(queued, onStuck) }, holdMs) })
}

async function sendNow(item: Item, onStuck: (item: Item) => void): Promise<void> {
  const store = await shelf()
  try {
    const [{ send }, { overHttp }] = await Promise.all([import('@/outbox/send'), import('@/outbox/transport')])
    await oneSender(() => send(item, { transport: overHttp, bytesOf: (sha256) => store.readPhoto(item.id, sha256), onPhoto: () => undefined }))
    await store.dropItem(item.id)
  } catch (thrown) {
    const stuck: Item = { ...item, state: 'stuck', problem: kept(thrown instanceof Problem ? thrown : asProblem(thrown)) }
    await store.keepItem(stuck)
    onStuck(stuck)
  }
}

/** Takes a report back while it is still held. Returns it as a draft; null when it is on its way already. */
export async function recall(id: string): Promise<Item | null> {
  const one = held.get(id)
  if (one === undefined) return null
  clearTimeout(one.timer)
  held.delete(id)
  const draft: Item = { ...one.item, state: 'draft' }
  await (await shelf()).keepItem(draft)
  return draft
}

/** Only one tab sends at a time; where Web Locks are missing the server's idempotence has to do. */
async function oneSender<T>(work: () => Promise<T>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('outbox-sending', work)
  else await work()
}
