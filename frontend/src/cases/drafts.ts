import type { Filled } from './brought'
import type { Location } from '@/core/shapes'

/**
 * What a person has typed and photographed for an operation that is not done yet. Kept in the browser under person,
 * case and operation, so that a stale version, a lost network, signing in again or a reload loses none of it.
 */
export interface DraftPhoto { sha256: string; taken_at: string; type: string; bytes: number; sent: boolean; location?: Location | null }
export interface Draft { reason: string; photos: DraftPhoto[]; filled?: Partial<Filled> }

const nameOf = (person: string, caseId: string, operation: string): string => `draft/${person}/${caseId}/${operation}`

export function readDraft(person: string, caseId: string, operation: string): Draft {
  const empty: Draft = { reason: '', photos: [] }
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(nameOf(person, caseId, operation)) ?? '{}') as Partial<Draft> }
  } catch {
    return empty // not ours, or cut off
  }
}

export function keepDraft(person: string, caseId: string, operation: string, draft: Draft): void {
  if (draft.reason === '' && draft.photos.length === 0 && Object.keys(draft.filled ?? {}).length === 0) dropDraft(person, caseId, operation)
  else localStorage.setItem(nameOf(person, caseId, operation), JSON.stringify(draft))
}

export function dropDraft(person: string, caseId: string, operation: string): void {
  localStorage.removeItem(nameOf(person, caseId, operation))
}
