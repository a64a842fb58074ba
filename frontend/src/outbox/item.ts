import type { Location, PhotoClaim, PhotoRole, Receipt, Report } from '@/core/shapes'

/**
 * A report on its way. `draft`: the person is still at it. `queued`: said 发送, nothing under way. `sending`: under way.
 * `stuck`: something needs the person; `problem` says what. `sent`: the receipt lists every hash, the bytes may go.
 */
export type ItemState = 'draft' | 'queued' | 'sending' | 'stuck' | 'sent'
/** `kept`: safe on this phone. `sending`, `sent`: on its way, on the server. `refused`: the server will not have it. */
export type PhotoState = 'kept' | 'sending' | 'sent' | 'refused'

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
}

/** Why an item is stuck, in a form that survives a reload. `status` 0: no answer came. */
export interface KeptProblem { status: number; kind: string; detail: string | null; retryAfter: number | null; photo: string | null }

export interface Item {
  /** Made on the phone when the draft begins; the case keeps it for ever. */
  id: string
  owner: string
  state: ItemState
  started_at: string
  category: string | null
  location: Location | null
  description: string
  answers: Record<string, boolean>
  photos: KeptPhoto[]
  problem: KeptProblem | null
  receipt: Receipt | null
}

export const mostPhotos = 6

export function newItem(id: string, owner: string, at: string): Item {
  return {
    id, owner, state: 'draft', started_at: at, category: null, location: null, description: '', answers: {}, photos: [],
    problem: null, receipt: null,
  }
}

const claim = (photo: KeptPhoto): PhotoClaim => ({ sha256: photo.sha256, role: photo.role, taken_at: photo.taken_at })

/**
 * What is sent for an item. Depends on nothing but the item, so that sending again says the same again.
 * Throws when category, place or photos are missing: the page does not offer 发送 then.
 */
export function reportOf(item: Item): Report {
  const first = item.photos[0]
  if (item.category === null || item.location === null || first === undefined) throw new Error('The report is not complete')
  return {
    category: item.category, location: item.location, taken_at: first.taken_at, description: item.description.trim(),
    photos: item.photos.map(claim), attributes: item.answers,
  }
}

export const isComplete = (item: Item): boolean => item.category !== null && item.location !== null && item.photos.length > 0

/** The hashes of an item that a receipt does not list. Only an empty answer lets the phone let go. */
export function unlisted(item: Item, receipt: Pick<Receipt, 'id' | 'photos'>): string[] {
  if (receipt.id !== item.id) return item.photos.map((photo) => photo.sha256)
  const listed = new Set(receipt.photos)
  return item.photos.map((photo) => photo.sha256).filter((hash) => !listed.has(hash))
}
