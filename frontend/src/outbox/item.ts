import { toRaw } from 'vue'
import type { Location, Move, PhotoClaim, PhotoRole, Receipt, Report, Seal, StateCode } from '@/core/shapes'

/** The form in which records are kept on the phone and sent. The server takes this one and the one before. */
export const recordVersion = 2

/**
 * Where an item stands. `draft`: the person is still at it. `held`: saved, may be taken back for some seconds.
 * `queued`: waits for its turn, or for the next try when `problem` is set. `sending`: under way. `stuck`: needs the
 * person; `problem` says what. `sent`: the server has said that it has everything; the bytes may go.
 */
export type ItemState = 'draft' | 'held' | 'queued' | 'sending' | 'stuck' | 'sent'
/** `kept`: safe on this phone. `sending`, `sent`: on its way, on the server. `refused`: the server will not have it. */
export type PhotoState = 'kept' | 'sending' | 'sent' | 'refused'

/** A photo as it comes from the camera or the album, before it is hashed and kept. */
export interface Shot { bytes: ArrayBuffer; type: string; role: PhotoRole; takenAt: Date; chosen: boolean; fix: Location | null }

/** A photo of an item. Its bytes lie beside it in the store, under item id and hash. `bytes` is their count. */
export interface KeptPhoto {
  sha256: string
  role: PhotoRole
  taken_at: string
  type: string
  bytes: number
  state: PhotoState
  /** Chosen from the album: where and when it was taken is not known from the shutter. */
  chosen: boolean
  /** Where the phone believed to be at this photo's shutter, and as of when; null without a fix. */
  fix?: Location | null
  /** Some of it may have left before: the server is asked how much it has. */
  begun?: boolean
}

/** Why an item did not get through, in a form that survives a reload. `status` 0: no answer came. */
export interface KeptProblem {
  status: number
  /** The problem's name; empty where the answer was not our server's (a proxy's page, a network's sign-in). */
  kind: string
  detail: string | null
  retryAfter: number | null
  photo: string | null
  /** The case as it stands, where somebody else has acted on it. */
  current?: { version: number; state: StateCode } | null
}

/** A moment by this phone's clock and, where it was known, by the server's. Epoch milliseconds. */
export interface Stamp { phone: number; server: number | null }

/** What reports and steps have in common in the outbox. */
interface Queueable {
  /** Made on the phone; the case, or the step, keeps it for ever. */
  id: string
  record: typeof recordVersion
  owner: string
  state: ItemState
  /** The place in the queue, from a counter of this phone: clocks may lie. 0 for drafts. */
  order: number
  queued: Stamp | null
  photos: KeptPhoto[]
  problem: KeptProblem | null
  /** How often sending has failed since somebody last looked after it. */
  tries: number
  /** It was sent whole and no answer came: the server may have it, so it must not be changed any more. */
  uncertain: boolean
  seal: Seal | null
  /** The page in which its seconds for taking back run, while `held`. */
  holder: string | null
  /** When the server's word came. */
  sent: Stamp | null
}

/** A report. */
export interface Item extends Queueable {
  kind: 'report'
  started_at: string
  category: string | null
  location: Location | null
  description: string
  answers: Record<string, boolean>
  /** What is sent, fixed when it was queued, so that sending again says the same again in every version of the app. */
  said: Report | null
  receipt: Receipt | null
}

/** What a step brings besides the version, the photos and its own id. */
export type StepBody = Omit<Partial<Move>, 'version' | 'photos' | 'step_id' | 'seal'>
/** What the list calls the case by, without a signal. */
export interface CaseName { number: string; category: string }

/** A step on a case made without waiting for the server: accept, feed back, verify … */
export interface StepItem extends Queueable {
  kind: 'step'
  caseId: string
  operation: string
  /** The version of the case the person saw. */
  version: number
  body: StepBody
  about: CaseName | null
  /** The step on the same case that the person made before this one: it goes first and says on which version this one stands. */
  after: string | null
  /** How the case stood after the step. */
  outcome: { version: number; state: StateCode; number: string } | null
}

export type QueueItem = Item | StepItem

export const mostPhotos = 6

/** A copy without Vue's proxies, which IndexedDB cannot take. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(toRaw(value))) as T

const fresh = {
  record: recordVersion, state: 'draft', order: 0, queued: null, problem: null, tries: 0, uncertain: false, seal: null, holder: null, sent: null,
} as const

export function newItem(id: string, owner: string, at: string): Item {
  return {
    ...fresh, kind: 'report', id, owner, started_at: at, category: null, location: null, description: '', answers: {}, photos: [],
    said: null, receipt: null,
  }
}

export function newStep(
  id: string, owner: string, step: Pick<StepItem, 'caseId' | 'operation' | 'version' | 'body' | 'about'>, photos: KeptPhoto[],
): StepItem {
  return { ...fresh, kind: 'step', id, owner, ...step, photos, after: null, outcome: null }
}

/** How a photo is claimed. Of one from the album nobody knows where it was taken: the fix is that of the choosing. */
export function claimOf({ sha256, role, taken_at, chosen, fix }: KeptPhoto): PhotoClaim {
  return { sha256, role, taken_at, ...(chosen || fix == null ? {} : { location: fix }) }
}

/**
 * What is sent for a report. Depends on nothing but the item, so that sending again says the same again.
 * Throws when category, place or photos are missing: the page does not offer 发送 then.
 */
export function reportOf(item: Item): Report {
  const first = item.photos[0]
  if (item.category === null || item.location === null || first === undefined) throw new Error('The report is not complete')
  return {
    category: item.category, location: item.location, taken_at: first.taken_at, description: item.description.trim(),
    photos: item.photos.map(claimOf), attributes: item.answers,
  }
}

export const isComplete = (item: Item): boolean => item.category !== null && item.location !== null && item.photos.length > 0

/** The hashes of an item that an answer does not list. Only an empty list lets the phone let go. */
export function unlisted(item: Pick<QueueItem, 'photos'>, listed: readonly string[]): string[] {
  const there = new Set(listed)
  return item.photos.map((photo) => photo.sha256).filter((hash) => !there.has(hash))
}
