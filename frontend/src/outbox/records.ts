import { newItem, type Item, type KeptPhoto, type KeptProblem, type QueueItem } from './item'

/** How version 1 of the app kept a report: no queue, no order, no steps. */
export interface RecordOne {
  id: string
  owner: string
  state: 'draft' | 'queued' | 'sending' | 'stuck' | 'sent'
  started_at: string
  category: string | null
  location: Item['location']
  description: string
  answers: Record<string, boolean>
  photos: KeptPhoto[]
  problem: KeptProblem | null
  receipt: Item['receipt']
}

const unanswered = (problem: KeptProblem | null): boolean => problem === null || problem.status === 0 || problem.status >= 500 || problem.status === 200

/** A report kept by version 1 as one of ours. `order` is its place among those that were already handed over. */
function fromOne(old: RecordOne, order: number): Item {
  const { id, owner, started_at, category, location, description, answers, receipt } = old
  const handedOver = old.state !== 'draft'
  // Version 1 did not say where each photo was taken: what it may have sent must be said again without.
  const begun = (photo: KeptPhoto): KeptPhoto => photo.state === 'sent' ? { ...photo, fix: null } : { ...photo, fix: null, state: 'kept', begun: true }
  return {
    ...newItem(id, owner, started_at), category, location, description, answers, receipt,
    state: old.state === 'sending' ? 'queued' : old.state,
    order: handedOver ? order : 0,
    queued: handedOver ? { phone: Date.parse(started_at), server: null } : null,
    problem: old.problem,
    photos: handedOver ? old.photos.map(begun) : old.photos,
    // It may have been sent whole with the answer lost.
    uncertain: old.state === 'sending' || (old.state === 'stuck' && old.problem?.photo == null && unanswered(old.problem)),
  }
}

/**
 * Records of the version before, in the order they were begun, as ours; records of ours as they are. The app is updated
 * while things wait on the phone, so this runs in the very transaction that upgrades the store.
 */
export function modern(records: readonly (QueueItem | RecordOne)[]): QueueItem[] {
  const old = records.filter((one): one is RecordOne => !('record' in one)).sort((a, b) => a.started_at.localeCompare(b.started_at))
  const ours = records.filter((one): one is QueueItem => 'record' in one)
  return [...old.map((one, index) => fromOne(one, index + 1)), ...ours]
}
