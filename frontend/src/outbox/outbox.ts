import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ageOf, stampNow } from './ageing'
import { newCaseId } from './case-id'
import { sha256Of } from './hash'
import { newStep, plain, reportOf, type CaseName, type Item, type KeptPhoto, type QueueItem, type Shot, type StepBody, type StepItem } from './item'
import { showLife, thisPage } from './one-sender'
import { askToLast, roomFor } from './room'
import { useRunning } from './running'
import { isUnsealed, prepareSealing, sealOf } from './sealing'
import { shelf } from './shelf'
import { Outdated } from './store'

export { roomFor }

/** A step to be done on a case, as the page has it. `version`: of the case the person saw. */
export interface StepToQueue {
  caseId: string
  operation: string
  version: number
  body?: StepBody
  photos?: readonly Shot[]
  /** What the list calls the case by, without a signal. */
  about?: CaseName
  /** Milliseconds for taking it back before it may go. */
  holdMs?: number
}

/** `outdated`: a newer version of the app has taken over the store, this page must be loaded again. `store`: the phone's storage fails. */
export type Trouble = 'outdated' | 'store'

const sealAfter = 300 // milliseconds: first the person sees that it is saved
const receiptsKept = 50
const receiptsKeptMs = 7 * 86_400_000

/**
 * What waits on this phone to reach the server: reports and steps of the person signed in, in the order they were made.
 * An item is let go only when the server's answer lists everything in it.
 */
export const useOutbox = defineStore('outbox', () => {
  const owner = ref<string | null>(null)
  /** Everything queued, drafts excluded, in its order; what was sent stays for some days with its receipt. */
  const items = ref<QueueItem[]>([])
  /** Reports the person has not handed over. */
  const drafts = ref<Item[]>([])
  /** Steps the person has begun with photos or words and not handed over. */
  const begun = ref<StepItem[]>([])
  /** Items of other people on this phone: their number and nothing else. */
  const others = ref(0)
  /** Bytes that have left, by hash, while sending. */
  const progress = ref(new Map<string, number>())
  /** False where the browser keeps nothing beyond this page. */
  const lasting = ref(true)
  /** Nothing goes before the person has signed in again. */
  const signedOut = ref(false)
  const trouble = ref<Trouble | null>(null)

  const unsent = computed(() => items.value.filter((item) => item.state !== 'sent'))
  const waiting = computed(() => unsent.value.length)
  /** Those that need the person before anything can go on. */
  const needing = computed(() => unsent.value.filter((item) => item.state === 'stuck' || item.problem?.status === 401))
  const sent = computed(() => items.value.filter((item) => item.state === 'sent'))
  /** Milliseconds the oldest has waited, as of now; null when nothing waits. Not reactive to time: ask again. */
  const oldestAge = (): number | null => {
    const ages = unsent.value.flatMap((item) => item.queued === null ? [] : [ageOf(item.queued)])
    return ages.length === 0 ? null : Math.max(...ages)
  }

  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('outbox')
  if (channel !== null) channel.onmessage = () => { void read().then(wake).catch(fail) }
  const { running, wake, forgetRests, tryAgain } = useRunning({ owner, waiting, signedOut, progress, told, fail, well: () => { trouble.value = null }, read })
  showLife()

  /** Tells whether trying again can help. */
  function fail(thrown: unknown): boolean {
    trouble.value = thrown instanceof Outdated ? 'outdated' : 'store'
    return trouble.value === 'store'
  }

  function told(item: QueueItem): void {
    if (item.owner !== owner.value) return
    const copy = plain(item)
    const at = items.value.findIndex((one) => one.id === item.id)
    if (at >= 0) items.value[at] = copy
    else items.value.push(copy)
    if (item.state === 'sent') othersTold()
  }
  function othersTold(): void { channel?.postMessage(null) }

  async function read(): Promise<void> {
    const store = await shelf()
    lasting.value = store.lasting
    const who = owner.value
    others.value = await store.others(who)
    const all = who === null ? [] : await store.all(who)
    if (who !== owner.value) return
    items.value = all.filter((item) => item.state !== 'draft')
    drafts.value = all.filter((item): item is Item => item.kind === 'report' && item.state === 'draft')
    begun.value = all.filter((item): item is StepItem => item.kind === 'step' && item.state === 'draft')
  }

  /** Shows and sends what `person` (an account's id) has on this phone; null: nobody is signed in. */
  async function open(person: string | null): Promise<void> {
    owner.value = person
    items.value = []
    drafts.value = []
    begun.value = []
    signedOut.value = false
    try {
      await read()
      trouble.value = null
    } catch (thrown) { fail(thrown); return }
    if (person === null) return
    prepareSealing(person)
    void import('@/seal/registering').then(({ registerKey }) => registerKey(person)).catch(() => undefined)
    await clearAway()
    wake()
  }

  /** Receipts go after some days, by the server's clock; the bytes have long gone. */
  async function clearAway(): Promise<void> {
    const store = await shelf()
    const old = sent.value.filter((item, at) => at < sent.value.length - receiptsKept || (item.sent?.server != null && ageOf(item.sent) > receiptsKeptMs))
    for (const item of old) await store.dropItem(item.id)
    if (old.length > 0) await read()
  }

  /** Keeps a photo's bytes under an item; returns how the item lists it. Throws NotKept, QuotaExceededError. */
  async function keepShot(itemId: string, shot: Shot): Promise<KeptPhoto> {
    const sha256 = await sha256Of(shot.bytes)
    await (await shelf()).keepPhoto(itemId, sha256, shot.bytes)
    return { sha256, role: shot.role, taken_at: shot.takenAt.toISOString(), type: shot.type, bytes: shot.bytes.byteLength, state: 'kept', chosen: shot.chosen, fix: plain(shot.fix) }
  }

  async function queue<T extends QueueItem>(item: T, holdMs: number): Promise<T> {
    const store = await shelf()
    for (const photo of item.photos) await store.checkPhoto(item.id, photo.sha256)
    const held = holdMs > 0
    const placed = await store.enqueue<T>({ ...item, state: held ? 'held' : 'queued', holder: held ? thisPage : null, queued: stampNow() })
    drafts.value = drafts.value.filter((one) => one.id !== placed.id)
    begun.value = begun.value.filter((one) => one.id !== placed.id)
    told(placed)
    othersTold()
    void askToLast()
    if (held) hold(placed.id, holdMs)
    else wake()
    setTimeout(() => { void seal(placed) }, sealAfter)
    return placed
  }

  /** Seals what is queued, as soon as it is safe. Where that does not come about, the sender does it: nothing leaves before. */
  async function seal(item: QueueItem): Promise<void> {
    const made = await sealOf(item)
    if (made !== null) await change(item.id, (now) => now.order === item.order && isUnsealed(now) && now.state !== 'sending' ? { ...now, seal: made } : null).catch(fail)
  }

  /**
   * Hands a complete report over to be sent. Resolves when it is written through to the disk, read back and its photos'
   * hashes checked: that is 已保存. For `holdMs` milliseconds it can still be taken back by `recall`. Returns it as queued:
   * under another id where another tab has handed over the same draft. Throws NotKept, QuotaExceededError, Outdated; it is
   * still a draft then.
   */
  async function queueReport(item: Item, { holdMs = 0 }: { holdMs?: number } = {}): Promise<Item> {
    const draft = plain(item)
    const said = reportOf(draft)
    return queue<Item>({ ...draft, said, seal: null, problem: null, tries: 0 }, holdMs)
  }

  /** Hands a step over in the same way; returns the item, whose id is the step's. Throws as `queueReport`. */
  async function queueStep(step: StepToQueue): Promise<StepItem> {
    const who = owner.value
    if (who === null) throw new Error('Nobody is signed in')
    const { caseId, operation, version, body = {}, photos = [], about = null, holdMs = 0 } = step
    const id = crypto.randomUUID()
    const kept: KeptPhoto[] = []
    for (const shot of photos) kept.push(await keepShot(id, shot))
    return queueKept(newStep(id, who, { caseId, operation, version, body: plain(body), about }, kept), holdMs)
  }

  /** Hands over a step whose photos are kept under it already. Throws as `queueReport`. */
  async function queueKept(step: StepItem, holdMs = 0): Promise<StepItem> {
    const before = stepsOn(step.caseId).at(-1)
    return queue<StepItem>({ ...plain(step), after: before?.id ?? null, seal: null, problem: null, tries: 0 }, holdMs)
  }

  /** The person's steps on a case that the server has not confirmed yet, in order. */
  const stepsOn = (caseId: string): StepItem[] => unsent.value.filter((item): item is StepItem => item.kind === 'step' && item.caseId === caseId)

  /** Writes a change of an item down if it is still as expected; returns the item as changed. */
  async function change(id: string, how: (item: QueueItem) => QueueItem | null): Promise<QueueItem | null> {
    const changed = await (await shelf()).change(id, how)
    if (changed !== null) { told(changed); othersTold() }
    return changed
  }

  /** While these run an item can be taken back and does not go. */
  const holds = new Map<string, ReturnType<typeof setTimeout>>()
  function hold(id: string, ms: number): void {
    clearTimeout(holds.get(id))
    holds.set(id, setTimeout(() => { void release(id) }, ms))
  }

  /** Holds an item that is still held for so many milliseconds from now; false where it is on its way already. */
  function holdLonger(id: string, ms: number): boolean {
    const still = holds.has(id)
    if (still) hold(id, ms)
    return still
  }

  async function release(id: string): Promise<void> {
    holds.delete(id)
    await change(id, (item) => item.state === 'held' ? { ...item, state: 'queued', holder: null } : null).catch(fail)
    wake()
  }

  /**
   * Takes an item back: it becomes a draft again and is returned. Null where it is too late: it is on its way, the server
   * may have it, or a later step stands on it. `without`: the hash of a photo to be left out of it.
   */
  async function recall(id: string, without: string | null = null): Promise<QueueItem | null> {
    if (items.value.some((one) => one.kind === 'step' && one.after === id && one.state !== 'sent')) return null
    const store = await shelf()
    const back = await store.change(id, (item) => {
      const free = item.state === 'held' || item.state === 'queued' || item.state === 'stuck'
      if (!free || item.uncertain) return null
      const photos = item.photos.filter((photo) => photo.sha256 !== without)
      const draft = { ...item, photos, state: 'draft', order: 0, queued: null, holder: null, problem: null, tries: 0, seal: null } as const
      return draft.kind === 'report' ? { ...draft, said: null } : draft
    })
    if (back === null) return null
    clearTimeout(holds.get(id))
    holds.delete(id)
    await read()
    othersTold()
    return back
  }

  /** Hands an item over again without one of its photos; false where it is too late to take it back. Throws as `queueReport`. */
  async function withoutPhoto(id: string, sha256: string): Promise<boolean> {
    const back = await recall(id, sha256)
    if (back !== null) await (back.kind === 'report' ? queueReport(back) : queueKept(back))
    return back !== null
  }

  /** Sends an item, or all, now: whatever stood in the way is looked at afresh. */
  async function retry(id?: string): Promise<void> {
    forgetRests()
    for (const item of unsent.value.filter((one) => id === undefined ? one.state === 'queued' : one.id === id)) {
      await change(item.id, (now) => now.state === 'stuck' || now.state === 'queued' ? { ...now, state: 'queued', tries: 0 } : null)
    }
    wake()
  }

  /** Does a step on the case as it now is: the person has seen what happened meanwhile and decided. */
  async function doOnTop(id: string): Promise<void> {
    await change(id, (item) => {
      const current = item.problem?.current
      if (item.kind !== 'step' || item.state !== 'stuck' || current == null) return null
      return { ...item, version: current.version, state: 'queued', problem: null, tries: 0 }
    })
    wake()
  }

  /** Gives a report a new id, where the old one was taken by other content, and hands it over again. */
  async function renew(id: string): Promise<void> {
    const back = await recall(id)
    if (back?.kind === 'report') await queueReport(await (await shelf()).renameItem(back, newCaseId()))
  }

  /** Lets go of an item for good, on the person's explicit word. False where it is on its way. */
  async function drop(id: string): Promise<boolean> {
    const store = await shelf()
    const gone = await store.change(id, (item) => item.state === 'sending' && running.value ? null : { ...item, state: 'stuck' })
    if (gone === null) return false
    await store.dropItem(id)
    await read()
    othersTold()
    return true
  }

  /** Items with their originals as one file (zip) to be handed in; those that need the person, or the ones named. */
  async function exportItems(ids?: readonly string[]): Promise<File> {
    const { fileOf } = await import('./exporting')
    const chosen = unsent.value.filter((item) => ids === undefined || ids.includes(item.id))
    const store = await shelf()
    const sealed = chosen.map(plain).map(async (item) => ({ ...item, seal: isUnsealed(item) ? await sealOf(item) : item.seal }))
    return fileOf(await Promise.all(sealed), (item, sha256) => store.readPhoto(item.id, sha256))
  }

  return {
    owner, items, drafts, begun, others, progress, lasting, signedOut, trouble, running, unsent, waiting, needing, sent, oldestAge, roomFor,
    open, read, queueReport, queueStep, queueKept, stepsOn, keepShot, holdLonger, recall, withoutPhoto, retry, doOnTop, renew, drop, exportItems, tryAgain,
  }
})
