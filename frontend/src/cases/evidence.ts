import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import type { DraftPhoto } from './drafts'
import { explain } from '@/core/explain'
import { say } from '@/core/language'
import { asProblem } from '@/core/problem'
import type { Location, PhotoClaim } from '@/core/shapes'
import { sha256Of } from '@/outbox/hash'
import { dropPhoto, keepPhoto, openStore, readPhoto, type Store } from '@/outbox/store'
import { overHttp } from '@/outbox/transport'
import { caseWords as words } from '@/words/cases'

/** An after-photo being brought. `sent` bytes so far; `fault` is a sentence when it did not go. */
export interface Evidence extends Omit<DraftPhoto, 'sent'> {
  state: 'sending' | 'waiting' | 'sent' | 'refused'
  progress: number
  preview: string
  fault: string
}

const refused = (status: number): boolean => [413, 415, 422].includes(status)
const isPhoto = (file: File): boolean => file.type.startsWith('image/') || /\.(heic|heif|jpe?g|png|webp)$/i.test(file.name)

/**
 * After-photos of one operation: each is hashed, kept on this device and sent under its hash as soon as it is chosen,
 * so that the operation itself is quick and nothing is lost if it fails. `shelf` names where the bytes are kept.
 */
export function useEvidence(shelf: string, tell: (sentence: string) => void): {
  photos: Ref<Evidence[]>
  claims: ComputedRef<PhotoClaim[]>
  busy: ComputedRef<boolean>
  add: (files: Iterable<File>, location?: Location | null) => Promise<void>
  restore: (kept: DraftPhoto[]) => Promise<void>
  send: (photo: Evidence) => Promise<void>
  remove: (sha256: string) => Promise<void>
  clear: () => Promise<void>
} {
  const photos = ref<Evidence[]>([])
  let opening: Promise<Store> | null = null
  const store = (): Promise<Store> => (opening ??= openStore())

  /** `location`: where they were taken, if the page's own camera took them. */
  async function add(files: Iterable<File>, location: Location | null = null): Promise<void> {
    for (const file of files) await addOne(file, location)
  }

  async function addOne(file: File, location: Location | null): Promise<void> {
    if (!isPhoto(file)) { tell(say(words.notAPhoto, { name: file.name })); return }
    if (!isSecureContext) { tell(say(words.needsHttps)); return }
    const bytes = await file.arrayBuffer()
    const sha256 = await sha256Of(bytes)
    if (photos.value.some((one) => one.sha256 === sha256)) return
    try {
      await keepPhoto(await store(), shelf, sha256, bytes)
    } catch {
      tell(say(words.photoNotKept, { name: file.name })) // full or damaged: it can still be sent from memory
    }
    const taken = new Date(file.lastModified).toISOString()
    photos.value.push(shown({ sha256, taken_at: taken, type: file.type, bytes: bytes.byteLength, location }, bytes, 'waiting'))
    await sendBytes(sha256, bytes)
  }

  /** Brings back the photos of a draft; those not sent yet are sent now. */
  async function restore(kept: DraftPhoto[]): Promise<void> {
    for (const { sent, ...photo } of kept) {
      const bytes = await readPhoto(await store(), shelf, photo.sha256)
      if (bytes === undefined && !sent) { tell(say(words.photoNotRead)); continue }
      photos.value.push(shown(photo, bytes, sent ? 'sent' : 'waiting'))
      if (!sent && bytes !== undefined) void sendBytes(photo.sha256, bytes)
    }
  }

  async function send(photo: Evidence): Promise<void> {
    const bytes = await readPhoto(await store(), shelf, photo.sha256)
    if (bytes === undefined) { tell(say(words.photoNotRead)); await remove(photo.sha256) } else await sendBytes(photo.sha256, bytes)
  }

  async function sendBytes(sha256: string, bytes: ArrayBuffer): Promise<void> {
    const photo = photos.value.find((one) => one.sha256 === sha256)
    if (photo === undefined) return
    photo.state = 'sending'
    photo.fault = ''
    try {
      await overHttp.putPhoto(sha256, bytes, photo.type, (sent) => { photo.progress = sent / Math.max(1, bytes.byteLength) })
      photo.state = 'sent'
    } catch (thrown) {
      const problem = asProblem(thrown)
      photo.state = refused(problem.status) ? 'refused' : 'waiting'
      photo.fault = explain(problem)
    }
  }

  async function remove(sha256: string): Promise<void> {
    photos.value.filter((one) => one.sha256 === sha256).forEach((one) => { URL.revokeObjectURL(one.preview) })
    photos.value = photos.value.filter((one) => one.sha256 !== sha256)
    await dropPhoto(await store(), shelf, sha256)
  }

  async function clear(): Promise<void> {
    for (const { sha256 } of [...photos.value]) await remove(sha256)
  }

  onScopeDispose(() => {
    photos.value.forEach((one) => { URL.revokeObjectURL(one.preview) })
    void opening?.then((open) => { open.close() })
  })
  const claims = computed(() => photos.value.filter((one) => one.state === 'sent')
    .map(({ sha256, taken_at, location }): PhotoClaim => ({ sha256, role: 'after', taken_at, location: location ?? undefined })))
  const busy = computed(() => photos.value.some((one) => one.state === 'sending'))
  return { photos, claims, busy, add, restore, send, remove, clear }
}

/** A photo as the sheet shows it; one already on the server is shown from there when its bytes are gone. */
function shown(photo: Omit<DraftPhoto, 'sent'>, bytes: ArrayBuffer | undefined, state: Evidence['state']): Evidence {
  const preview = bytes === undefined ? `/api/photos/${photo.sha256}/thumb` : URL.createObjectURL(new Blob([bytes], { type: photo.type }))
  return { ...photo, state, progress: 0, preview, fault: '' }
}
