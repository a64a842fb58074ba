import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Double } from './doubles'
import type { Location, PhotoRole } from '@/core/shapes'
import { newCaseId } from '@/outbox/case-id'
import { sha256Of } from '@/outbox/hash'
import { isComplete, mostPhotos, newItem, plain, type Item, type KeptPhoto } from '@/outbox/item'
import { NotKept } from '@/outbox/not-kept'
import { refines } from '@/places/averaging'
import { locationFrom, type Fix } from '@/places/fix'

/** A photo from the camera or the album, before it is hashed and kept. `picture`: small, for showing until it is. */
export interface Shot { bytes: ArrayBuffer | Promise<ArrayBuffer>; type: string; role: PhotoRole; takenAt: Date; chosen: boolean; fix: Fix | null; picture?: ImageBitmap }
/**
 * What was saved last, while it can still be taken back (until `until`, epoch milliseconds); whose it will be and why, and
 * what it may double, as far as this phone knows.
 */
export interface Saved { id: string; owner: string; name: string; at: number; until: number; unit: string | null; clause: string | null; doubles: readonly Double[] }
/** A report as it went into the outbox. `savedAt`: epoch milliseconds. */
export type SavedItem = Item & { category: string; location: Location; savedAt: number }

/** How long a saved report waits on the phone before it is sent, milliseconds: so long it can be taken back unseen. */
export const holdMs = 5_000

// Both come beside the page, while the camera opens: the inspector's first load is for the picture.
const shelf = () => import('@/outbox/shelf').then((stored) => stored.shelf())
const outbox = () => import('@/outbox/outbox').then(({ useOutbox }) => useOutbox())

/** Whether the person has pointed at the place. */
const isPinned = (draft: Item): boolean => draft.location?.source === 'manual'

/** The report in hand: every change is kept on the phone before the next, so that a reload loses nothing. */
export const useDrafting = defineStore('drafting', () => {
  const item = ref<Item | null>(null)
  const saved = ref<Saved | null>(null)
  const lasting = ref(true)
  const restored = ref(false)
  /** Object URLs by hash, for showing. */
  const previews = ref(new Map<string, string>())
  /** The small pictures of those taken here, by hash: seen until the photo itself is decoded. */
  const stills = shallowRef<ReadonlyMap<string, ImageBitmap>>(new Map())
  /** Photos taken and not yet safe: shown at once from the frame itself. */
  const coming = shallowRef<{ key: number; picture: ImageBitmap; fix: Fix | null }[]>([])
  let lastKey = 0
  let writing: Promise<void> = Promise.resolve()
  /** Opening, keeping photos and handing over, one after the other: a photo taken meanwhile goes to the report it belongs to. */
  let turns: Promise<unknown> = Promise.resolve()
  let opening: { owner: string; work: Promise<void> } | null = null
  /** The report that is being handed over. */
  let leaving: string | null = null
  let lettingGo: Promise<void> | null = null
  let watching: Promise<void> | null = null

  const complete = computed(() => item.value !== null && isComplete(item.value))
  const count = computed(() => (item.value?.photos.length ?? 0) + coming.value.length)
  /** Where the report is about, as far as that is known: while its first photo is being kept, by that photo's shutter. */
  const here = computed<{ lon: number; lat: number } | null>(() => item.value?.location ?? coming.value[0]?.fix ?? null)
  const full = computed(() => count.value >= mostPhotos)
  const nextRole = computed<PhotoRole>(() => {
    const roles = item.value?.photos.map((photo) => photo.role) ?? []
    return count.value > 0 && !roles.includes('far') ? 'far' : 'near'
  })

  /**
   * Writes the item as it stands, after all earlier writes. Rejects when the phone cannot keep it. A report that is handed
   * over, here or in another tab, is out of our hands: it is not written, and another is begun.
   */
  function keep(): Promise<void> {
    if (item.value === null || item.value.id === leaving) return writing
    const copy = plain(item.value)
    const write = async () => {
      if (copy.id !== leaving && !await (await shelf()).keepDraft(copy)) await letGo(copy.id)
    }
    writing = writing.then(write, write)
    return writing
  }

  function begin(owner: string): void {
    item.value = newItem(newCaseId(), owner, new Date().toISOString())
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turns.then(work)
    turns = done.catch(() => undefined) // who asked is told; the next must not wait for ever
    return done
  }

  /** Begins the next report with nothing of the one before. */
  function next(owner: string): void {
    restored.value = false
    forgetPreviews()
    begin(owner)
  }

  /** The report of this id has been handed over in another tab: what is in hand is what that one did not have. */
  function letGo(id: string): Promise<void> {
    const held = item.value
    if (held?.id !== id) return Promise.resolve()
    lettingGo ??= part(held).finally(() => { lettingGo = null })
    return lettingGo
  }
  async function part(held: Item): Promise<void> {
    const { leftOf } = await import('./handed-over')
    const left = await leftOf(held, await shelf())
    if (item.value !== held || left === held) return
    next(held.owner)
    if (left === null) return
    await (await shelf()).keepDraft(plain(left))
    await takeUp(left)
  }
  /** Other tabs tell the outbox what they have handed over. */
  async function watchOthers(): Promise<void> {
    const queue = await outbox()
    watch(() => queue.items.find((one) => one.id === item.value?.id && one.id !== leaving)?.id, (id) => { if (id !== undefined) void letGo(id) })
  }

  /** Takes up the person's unfinished report, or begins one. */
  function open(owner: string): Promise<void> {
    if (item.value?.owner === owner) return Promise.resolve()
    if (item.value !== null) [item.value, saved.value] = [null, null] // somebody else's, kept for them and shown to nobody
    forgetPreviews()
    if (opening?.owner !== owner) opening = { owner, work: inTurn(() => openFor(owner)).finally(() => { opening = null }) }
    return opening.work
  }

  async function openFor(owner: string): Promise<void> {
    watching ??= watchOthers().catch(() => { watching = null })
    const store = await shelf()
    lasting.value = store.lasting
    const unfinished = (await draftsOf(owner)).at(-1)
    if (unfinished === undefined) begin(owner)
    else await takeUp(unfinished)
    restored.value = (item.value?.photos.length ?? 0) > 0
  }

  async function draftsOf(owner: string): Promise<Item[]> {
    return (await (await shelf()).all(owner)).filter((one): one is Item => one.kind === 'report' && one.state === 'draft')
  }

  /** Puts a kept report into the person's hand, with its photos to look at. */
  async function takeUp(unfinished: Item): Promise<void> {
    const store = await shelf()
    forgetPreviews()
    item.value = unfinished
    await Promise.all(unfinished.photos.map(async (photo) => {
      const bytes = await store.readPhoto(unfinished.id, photo.sha256)
      if (bytes !== undefined) preview(photo.sha256, bytes, photo.type)
    }))
  }

  /**
   * Shows a photo at once; hashes and keeps it, then lists it. Returns false when the same bytes are already in the
   * report. Throws NotKept or QuotaExceededError; the photo is not listed then.
   */
  function addPhoto(shot: Shot): Promise<boolean> {
    const key = ++lastKey
    if (shot.picture !== undefined) coming.value = [...coming.value, { key, picture: shot.picture, fix: shot.fix }]
    return inTurn(() => list(shot)).finally(() => { coming.value = coming.value.filter((one) => one.key !== key) })
  }

  async function list(shot: Shot): Promise<boolean> {
    const draft = item.value
    if (draft === null) throw new NotKept('no report')
    if (draft.photos.length >= mostPhotos) return false
    const bytes = await shot.bytes
    const sha256 = await sha256Of(bytes)
    if (draft.photos.some((photo) => photo.sha256 === sha256)) return false
    await (await shelf()).keepPhoto(draft.id, sha256, bytes)
    if (item.value !== draft) return list(shot) // it was handed over in another tab meanwhile
    preview(sha256, bytes, shot.type)
    if (shot.picture !== undefined) stills.value = new Map([...stills.value, [sha256, shot.picture]])
    draft.photos.push({
      sha256, role: shot.role, taken_at: shot.takenAt.toISOString(), type: shot.type, bytes: bytes.byteLength,
      state: 'kept', chosen: shot.chosen, fix: shot.fix === null ? null : locationFrom(shot.fix),
    })
    if (draft.photos.length === 1 && !isPinned(draft)) draft.location = null // that of one taken out before
    if (shot.fix !== null) noteFix(shot.fix)
    await keep()
    return true
  }

  /** Takes a photo out of the report. Its bytes stay until the report goes, so the returned undo brings it back. */
  function removePhoto(sha256: string): () => Promise<void> {
    const draft = item.value
    const photos = draft?.photos ?? []
    const at = photos.findIndex((photo) => photo.sha256 === sha256)
    const [removed] = at < 0 ? [] : photos.splice(at, 1)
    const before = draft?.location ?? null
    if (draft !== null && at === 0 && !isPinned(draft)) draft.location = photos[0]?.fix ?? before // it is about where its first was taken
    void keep()
    return async () => {
      if (removed === undefined || full.value || item.value === null || item.value.id !== draft?.id) return
      item.value.photos.splice(at, 0, removed)
      if (at === 0 && !isPinned(item.value)) item.value.location = before
      await keep()
    }
  }

  function setRole(photo: KeptPhoto, role: PhotoRole): void {
    photo.role = role
    void keep()
  }

  /** Takes a fix for the report that has none, or one that says more of where it was photographed; never for a place the person set. */
  function noteFix(fix: Fix): void {
    const draft = item.value
    if (draft === null || draft.state !== 'draft') return
    const [first] = draft.photos
    const shutter = (first === undefined || first.chosen ? draft.location?.fixed_at : first.taken_at) ?? '' // of one from the album nobody knows
    if (draft.location !== null && !refines(draft.location, fix, Date.parse(shutter))) return
    draft.location = locationFrom(fix)
    void keep()
  }

  function setPlace(location: Location): void { change({ location }) }
  function setCategory(category: string, answers: Item['answers'] = {}): void { change({ category, answers }) }
  function setAnswer(key: string, yes: boolean): void {
    const others = Object.entries(item.value?.answers ?? {}).filter(([one]) => one !== key)
    change({ answers: Object.fromEntries(yes ? [...others, [key, true]] : others) })
  }
  function setDescription(description: string): void { change({ description }) }

  function change(changes: Partial<Item>): void {
    if (item.value === null) return
    Object.assign(item.value, changes)
    void keep()
  }

  /**
   * Hands the report to the outbox, with the last `changes` in it, and begins the next. Resolves when it is durably on the
   * phone; null when photo, type or place are still missing. Throws when the phone cannot keep it: it is then still in hand.
   */
  function save(changes: Partial<Pick<Item, 'category' | 'answers' | 'description'>> = {}): Promise<SavedItem | null> {
    return inTurn(async () => {
      const done = item.value
      if (done === null) return null
      Object.assign(done, changes)
      if (done.category === null || done.location === null || !isComplete(done)) { void keep(); return null }
      const copy = plain(done)
      leaving = done.id
      try {
        await writing.catch(() => undefined)
        copy.id = (await (await outbox()).queueReport(copy, { holdMs })).id
        next(done.owner)
      } finally {
        leaving = null
        if (item.value?.id === done.id) void keep().catch(() => undefined)
      }
      void resume(done)
      return { ...copy, category: done.category, location: done.location, savedAt: Date.now() }
    })
  }

  /** Lets go of the report in hand, photos and all, on the person's word, and begins the next. */
  function discard(): Promise<void> {
    return inTurn(async () => {
      await writing.catch(() => undefined)
      const done = item.value
      if (done === null) return
      await (await shelf()).dropItem(done.id)
      next(done.owner)
      void resume(done)
    })
  }

  /** Another report with photos in it, left when this one was taken back, comes up again. */
  async function resume(done: Item): Promise<void> {
    const left = (await draftsOf(done.owner)).find((one) => one.id !== done.id && one.photos.length > 0)
    if (left !== undefined && count.value === 0 && item.value?.id !== left.id) await takeUp(left)
  }

  /**
   * Takes the report saved last back into the hand, its type to be chosen anew; false when it is on its way already.
   * A next report with photos in it is kept meanwhile and comes up when this one is done.
   */
  async function takeBack(id: string): Promise<boolean> {
    const back = await (await outbox()).recall(id)
    if (back?.kind !== 'report') return false
    await turns
    if ((item.value?.photos.length ?? 0) > 0) await keep()
    await takeUp({ ...back, category: null, answers: {} })
    await keep()
    return true
  }

  function preview(sha256: string, bytes: ArrayBuffer, type: string): void {
    if (!previews.value.has(sha256)) previews.value.set(sha256, URL.createObjectURL(new Blob([bytes], { type })))
  }
  function forgetPreviews(): void {
    previews.value.forEach((url) => { URL.revokeObjectURL(url) })
    previews.value.clear()
    stills.value = new Map()
  }

  return {
    item, saved, lasting, restored, previews, stills, coming, count, here, complete, full, nextRole,
    open, takeUp, keep, addPhoto, removePhoto, setRole, noteFix, setPlace, setCategory, setAnswer, setDescription, save, discard, takeBack,
  }
})
