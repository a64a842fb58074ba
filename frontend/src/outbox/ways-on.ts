import type { Item, KeptProblem } from './item'
import { PhotoProblem } from './send'
import type { Problem } from '@/core/problem'
import type { Said } from '@/core/language'
import { outboxWords as words } from '@/words/outbox'

/** What a person can do about a stuck item. Every problem has at least one. */
export type WayOn = 'retry' | 'sign-in' | 'edit' | 'drop-photo' | 'new-id'

/** A problem in the form the item keeps. */
export function kept(problem: Problem): KeptProblem {
  return {
    status: problem.status, kind: problem.kind, detail: problem.body.detail ?? null, retryAfter: problem.retryAfter,
    photo: problem instanceof PhotoProblem ? problem.sha256 : null,
  }
}

/** Which ways on there are, the most useful first. */
export function waysOn(problem: KeptProblem, item: Pick<Item, 'photos'>): WayOn[] {
  const canSpare = item.photos.length > 1
  if (problem.kind === 'photo-lost') return canSpare ? ['drop-photo', 'edit'] : ['edit']
  if (problem.kind === 'hash-differs') return ['retry'] // damaged on the way
  if (problem.kind === 'case-differs') return ['new-id']
  if (problem.status === 401) return ['sign-in', 'retry']
  if ([413, 415].includes(problem.status) || (problem.status === 422 && problem.photo !== null)) {
    return canSpare ? ['drop-photo', 'edit'] : ['edit']
  }
  if (problem.status === 422 || problem.status === 403 || problem.status === 404) return ['edit', 'retry']
  return ['retry']
}

/** Our sentence by what happened; the server's own detail stands beside or instead of it where it gave one. */
export function sentenceFor(problem: KeptProblem): Said {
  if (problem.kind === 'photo-lost') return words.photoLost
  if (problem.kind === 'receipt-incomplete') return words.receiptIncomplete
  if (problem.kind === 'case-differs') return words.caseDiffers
  if (problem.status === 0) return words.unreachable
  const byStatus: Partial<Record<number, Said>> = {
    401: words.signedOut, 403: words.forbidden, 409: words.conflict, 413: words.tooLarge, 422: words.invalid,
    424: words.photosMissing, 429: words.slowDown,
  }
  return byStatus[problem.status] ?? words.serverFault
}
