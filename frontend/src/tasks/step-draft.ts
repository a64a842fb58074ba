import { computed, reactive, ref, type ComputedRef, type Ref } from 'vue'
import type { OfflineStep } from './list'
import { newStep, plain, type KeptPhoto, type Shot, type StepItem } from '@/outbox/item'
import { useOutbox } from '@/outbox/outbox'
import { shelf } from '@/outbox/shelf'
import type { Task } from '@/pack/shapes'

/** A step that is being filled in. Each call writes to the phone before it resolves; `add` and `save` throw NotKept, QuotaExceededError. */
export interface StepDraft {
  draft: Ref<StepItem | null>
  photos: ComputedRef<KeptPhoto[]>
  /** Object URLs by hash, for showing. */
  previews: ReadonlyMap<string, string>
  /** Takes up what was left of this step on this case, or begins. */
  open: () => Promise<void>
  /** False when the same bytes are there already. */
  add: (shot: Shot) => Promise<boolean>
  /** Takes a photo out; the returned undo brings it back. */
  remove: (sha256: string) => Promise<() => Promise<void>>
  write: (reason: string) => Promise<void>
  /** Lets go of all of it, on the person's word. */
  discard: () => Promise<void>
  /** Hands the step to the outbox. */
  save: () => Promise<StepItem>
  /** The sheet is closed: what was begun stays on the phone. */
  close: () => void
}

/** What a person (an account's id) photographs and writes for a step on a task: kept under case and step until it is handed over. */
export function useStepDraft(owner: string, task: () => Task, operation: OfflineStep): StepDraft {
  const draft = ref<StepItem | null>(null)
  const photos = computed(() => draft.value?.photos ?? [])
  const previews = reactive(new Map<string, string>())
  let opening: Promise<StepItem> | null = null
  let writing: Promise<unknown> = Promise.resolve()

  function begin(): StepItem {
    const { id: caseId, number, category, version } = task()
    draft.value = newStep(crypto.randomUUID(), owner, { caseId, operation, version, body: {}, about: { number, category: category.name } }, [])
    return draft.value
  }

  function inHand(): Promise<StepItem> {
    opening ??= takeUp()
    opening.catch(() => { opening = null })
    return opening
  }
  async function takeUp(): Promise<StepItem> {
    const store = await shelf()
    const left = (await store.all(owner)).filter((one): one is StepItem => one.kind === 'step' && one.state === 'draft' && one.caseId === task().id && one.operation === operation).at(-1)
    if (left === undefined) return begin()
    const bytes = await Promise.all(left.photos.map(({ sha256 }) => store.readPhoto(left.id, sha256)))
    left.photos.forEach((photo, at) => { const one = bytes[at]; if (one !== undefined) preview(photo, one) })
    draft.value = { ...left, photos: left.photos.filter((_, at) => bytes[at] !== undefined) }
    return draft.value
  }

  function preview({ sha256, type }: KeptPhoto, bytes: ArrayBuffer): void {
    if (!previews.has(sha256)) previews.set(sha256, URL.createObjectURL(new Blob([bytes], { type })))
  }
  function close(): void {
    previews.forEach((url) => { URL.revokeObjectURL(url) })
    previews.clear()
  }

  /** Writes the step as it stands, after all earlier writes; false where it has been handed over in another tab. */
  function keep(): Promise<boolean> {
    const write = async () => draft.value === null || (await shelf()).keepDraft(plain(draft.value))
    const written = writing.then(write, write)
    writing = written
    return written
  }
  function afresh(): void {
    close()
    opening = Promise.resolve(begin())
  }

  async function add(shot: Shot): Promise<boolean> {
    const step = await inHand()
    const photo = await useOutbox().keepShot(step.id, shot)
    if (photos.value.some((one) => one.sha256 === photo.sha256)) return false
    preview(photo, shot.bytes)
    draft.value?.photos.push(photo)
    if (await keep()) return true
    afresh()
    return add(shot)
  }

  async function remove(sha256: string): Promise<() => Promise<void>> {
    const at = photos.value.findIndex((photo) => photo.sha256 === sha256)
    const [removed] = at < 0 ? [] : photos.value.splice(at, 1)
    const from = draft.value?.id
    await keep()
    return async () => {
      if (removed === undefined || draft.value?.id !== from) return
      photos.value.splice(at, 0, removed)
      await keep()
    }
  }

  async function write(reason: string): Promise<void> {
    const step = await inHand()
    step.body = { ...step.body, reason }
    if (!await keep()) { afresh(); await write(reason) }
  }

  async function discard(): Promise<void> {
    const step = await inHand()
    await writing.catch(() => undefined)
    await (await shelf()).dropItem(step.id)
    afresh()
  }

  async function save(): Promise<StepItem> {
    const step = await inHand()
    await writing.catch(() => undefined)
    const reason = step.body.reason?.trim() ?? ''
    const done = await useOutbox().queueKept({ ...step, version: task().version, body: reason === '' ? {} : { reason } })
    afresh()
    return done
  }

  async function open(): Promise<void> { await inHand() }
  return { draft, photos, previews, open, add, remove, write, discard, save, close }
}
