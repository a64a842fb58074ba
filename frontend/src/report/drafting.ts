import { defineStore } from 'pinia'
import { computed, ref, toRaw } from 'vue'
import { rememberCategory } from '@/categories/recent'
import { asProblem, Problem } from '@/core/problem'
import type { Location, PhotoRole } from '@/core/shapes'
import { sha256Of } from '@/outbox/hash'
import { isComplete, mostPhotos, newItem, type Item, type KeptPhoto } from '@/outbox/item'
import { send } from '@/outbox/send'
import { shelf } from '@/outbox/shelf'
import { overHttp } from '@/outbox/transport'
import { kept } from '@/outbox/ways-on'
import { locationFrom, type Fix } from '@/places/fix'

/** A photo as it comes from the camera or the album, before it is hashed and kept. */
export interface Shot { bytes: ArrayBuffer; type: string; role: PhotoRole; takenAt: Date; chosen: boolean }

/** A copy without Vue's proxies, which IndexedDB cannot take. */
const plain = (item: Item): Item => structuredClone(JSON.parse(JSON.stringify(toRaw(item))) as Item)

/** The report in hand: every change is kept on the phone before the next, so that a reload loses nothing. */
export const useDrafting = defineStore('drafting', () => {
  const item = ref<Item | null>(null)
  const lasting = ref(true)
  const restored = ref(false)
  /** Object URLs by hash, for showing. */
  const previews = ref(new Map<string, string>())
  /** Bytes that have left, by hash, while sending. */
  const progress = ref(new Map<string, number>())
  let writing: Promise<void> = Promise.resolve()

  const complete = computed(() => item.value !== null && isComplete(item.value))
  const full = computed(() => (item.value?.photos.length ?? 0) >= mostPhotos)
  const nextRole = computed<PhotoRole>(() => {
    const roles = item.value?.photos.map((photo) => photo.role) ?? []
    return roles.includes('near') && !roles.includes('far') ? 'far' : 'near'
  })

  /** Writes the item as it stands, after all earlier writes. Rejects when the phone cannot keep it. */
  function keep(): Promise<void> {
    if (item.value === null) return writing
    const copy = plain(item.value)
    const write = async () => { await (await shelf()).keepItem(copy) }
    writing = writing.then(write, write)
    return writing
  }

  function begin(owner: string): void {
    item.value = newItem(crypto.randomUUID(), owner, new Date().toISOString())
  }

  /** Takes up the person's unfinished report, or begins one. */
  async function open(owner: string): Promise<void> {
    if (item.value?.owner === owner) return
    const store = await shelf()
    lasting.value = store.lasting
    forgetPreviews()
    const unfinished = (await store.items(owner)).at(-1)
    if (unfinished === undefined) { begin(owner); return }
    if (unfinished.state === 'sending') unfinished.state = 'queued' // the page was closed while it was under way
    item.value = unfinished
    restored.value = unfinished.photos.length > 0 && unfinished.state !== 'sent'
    await Promise.all(unfinished.photos.map(async (photo) => {
      const bytes = await store.readPhoto(unfinished.id, photo.sha256)
      if (bytes !== undefined) preview(photo.sha256, bytes, photo.type)
    }))
  }

  /**
   * Hashes and keeps a photo, then lists it. Returns false when the same bytes are already in the report.
   * Throws NotKept or QuotaExceededError; the photo is not listed then.
   */
  async function addPhoto(shot: Shot): Promise<boolean> {
    const draft = item.value
    if (draft === null || full.value) return false
    const sha256 = await sha256Of(shot.bytes)
    if (draft.photos.some((photo) => photo.sha256 === sha256)) return false
    await (await shelf()).keepPhoto(draft.id, sha256, shot.bytes)
    preview(sha256, shot.bytes, shot.type)
    draft.photos.push({
      sha256, role: shot.role, taken_at: shot.takenAt.toISOString(), type: shot.type, bytes: shot.bytes.byteLength,
      state: 'kept', chosen: shot.chosen,
    })
    free(draft)
    await keep()
    return true
  }

  /** Takes a photo out of the report. Its bytes stay until the report goes, so the returned undo brings it back. */
  function removePhoto(sha256: string): () => Promise<void> {
    const photos = item.value?.photos ?? []
    const at = photos.findIndex((photo) => photo.sha256 === sha256)
    const [removed] = at < 0 ? [] : photos.splice(at, 1)
    if (item.value !== null) free(item.value)
    void keep()
    return async () => {
      if (removed === undefined || full.value) return
      item.value?.photos.splice(at, 0, removed)
      await keep()
    }
  }

  function setRole(photo: KeptPhoto, role: PhotoRole): void {
    photo.role = role
    void keep()
  }

  /** Takes a fix for the report unless a better one is held or the person has set the place. */
  function noteFix(fix: Fix): void {
    const draft = item.value
    if (draft === null || draft.state !== 'draft' || draft.location?.source === 'manual') return
    if (draft.location !== null && (draft.location.accuracy_m ?? Infinity) <= fix.accuracy_m) return
    draft.location = locationFrom(fix)
    void keep()
  }

  function setPlace(location: Location): void { change({ location }) }
  function setCategory(category: string): void { change({ category, answers: {} }) }
  function setAnswer(key: string, yes: boolean): void {
    const others = Object.entries(item.value?.answers ?? {}).filter(([one]) => one !== key)
    change({ answers: Object.fromEntries(yes ? [...others, [key, true]] : others) })
  }
  function setDescription(description: string): void { change({ description }) }

  /** An edit frees a stuck report: it is a draft again. */
  function free(draft: Item): void {
    draft.state = 'draft'
    draft.problem = null
  }

  function change(changes: Partial<Item>): void {
    if (item.value === null || item.value.state === 'sending' || item.value.state === 'sent') return
    Object.assign(item.value, changes)
    free(item.value)
    void keep()
  }

  /** Sends the report; a second call while one is under way, here or in another tab, waits its turn. */
  async function dispatch(): Promise<void> {
    const draft = item.value
    if (draft === null || !isComplete(draft) || draft.state === 'sending' || draft.state === 'sent') return
    draft.state = 'sending'
    draft.problem = null
    await keep()
    await oneSender(() => sendNow(draft))
  }

  async function sendNow(draft: Item): Promise<void> {
    const store = await shelf()
    progress.value.clear()
    try {
      draft.receipt = await send(draft, {
        transport: overHttp,
        bytesOf: (sha256) => store.readPhoto(draft.id, sha256),
        onPhoto: (photo, sent) => { progress.value.set(photo.sha256, sent) },
      })
      draft.state = 'sent'
      if (draft.category !== null) rememberCategory(draft.owner, draft.category)
    } catch (thrown) {
      draft.state = 'stuck'
      draft.problem = kept(thrown instanceof Problem ? thrown : asProblem(thrown))
    }
    await keep()
  }

  /** Gives the report a new id, where the old one was taken by other content. */
  async function renew(): Promise<void> {
    if (item.value !== null) item.value = await (await shelf()).renameItem(plain(item.value), crypto.randomUUID())
  }

  /** Lets go of the report in hand (sent, or given up) and begins the next. */
  async function next(): Promise<void> {
    const done = item.value
    if (done === null) return
    await writing.catch(() => undefined)
    await (await shelf()).dropItem(done.id)
    forgetPreviews()
    restored.value = false
    begin(done.owner)
  }

  function preview(sha256: string, bytes: ArrayBuffer, type: string): void {
    if (!previews.value.has(sha256)) previews.value.set(sha256, URL.createObjectURL(new Blob([bytes], { type })))
  }
  function forgetPreviews(): void {
    previews.value.forEach((url) => { URL.revokeObjectURL(url) })
    previews.value.clear()
  }

  return {
    item, lasting, restored, previews, progress, complete, full, nextRole,
    open, addPhoto, removePhoto, setRole, noteFix, setPlace, setCategory, setAnswer, setDescription, dispatch, renew, next,
  }
})

/** Only one tab sends at a time; where Web Locks are missing the server's idempotence has to do. */
async function oneSender(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('outbox-sending', work)
  else await work()
}
