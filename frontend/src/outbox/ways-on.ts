import type { KeptProblem, QueueItem } from './item'
import { isForeign } from './judging'
import type { Said } from '@/core/language'
import { problemWords as words } from '@/words/outbox-problems'

/**
 * What a person can do about an item that did not get through. Every problem has at least one; handing it in as a file, and
 * giving it up on a second question, are always open besides. `on-top`: do the step on the case as it now is.
 */
export type WayOn = 'retry' | 'sign-in' | 'edit' | 'drop-photo' | 'new-id' | 'see-case' | 'on-top'

export const wayNames: Record<WayOn, Said> = {
  retry: words.retry, 'sign-in': words.signIn, edit: words.edit, 'drop-photo': words.dropPhoto, 'new-id': words.newId,
  'see-case': words.seeCase, 'on-top': words.onTop,
}

type Subject = Pick<QueueItem, 'kind' | 'photos'> & { operation?: string }

/** Whether a step says nothing without a photo. */
export const needsPhoto = (operation: string): boolean => operation === 'feedback'
/** Whether it is one photo that stands in the way, and not the rest. */
const isOfPhoto = ({ kind, status, photo }: KeptProblem): boolean =>
  kind === 'photo-lost' || [413, 415].includes(status) || (status === 422 && photo !== null)

/** Which ways on there are, the most useful first. */
export function waysOn(problem: KeptProblem, item: Subject): WayOn[] {
  if (problem.status === 401 || problem.kind === 'other-person') return ['sign-in', 'retry']
  if (isForeign(problem) || problem.kind === 'hash-differs') return ['retry'] // not the server's word, or damaged on the way
  return item.kind === 'step' ? waysOfStep(problem, item) : waysOfReport(problem, item)
}

function waysOfReport(problem: KeptProblem, item: Subject): WayOn[] {
  const canSpare: WayOn[] = item.photos.length > 1 ? ['drop-photo', 'edit'] : ['edit']
  if (isOfPhoto(problem)) return canSpare
  if (problem.kind === 'case-differs') return ['new-id']
  if ([422, 403, 404].includes(problem.status)) return ['edit', 'retry']
  return ['retry']
}

/** A step belongs to a case that others act on too: what happened meanwhile is looked at first, then the person decides. */
function waysOfStep(problem: KeptProblem, { photos, operation = '' }: Subject): WayOn[] {
  if (problem.kind === 'stale-version') return ['see-case', 'on-top']
  if (isOfPhoto(problem)) return photos.length > 1 || !needsPhoto(operation) ? ['drop-photo', 'edit'] : ['edit']
  if ([403, 404, 409, 422].includes(problem.status)) return ['see-case', 'retry']
  return ['retry']
}

/** What kept a step from being done: the case has changed, a photo, or something else. */
export function troubleOf(problem: KeptProblem): 'changed' | 'photo' | 'other' {
  if (problem.kind === 'stale-version' || problem.status === 409) return 'changed'
  return isOfPhoto(problem) ? 'photo' : 'other'
}

/** Our sentence by what happened; the server's own detail stands beside or instead of it where it gave one. */
export function sentenceFor(problem: KeptProblem): Said {
  const byKind: Partial<Record<string, Said>> = {
    'photo-lost': words.photoLost, 'receipt-incomplete': words.receiptIncomplete, 'case-differs': words.caseDiffers,
    'other-person': words.otherPerson, 'not-our-answer': words.foreign, 'record-unknown': words.recordUnknown, fault: words.fault,
  }
  const known = byKind[problem.kind]
  if (known !== undefined) return known
  if (problem.status === 0) return words.unreachable
  if (isForeign(problem)) return words.foreign
  const byStatus: Partial<Record<number, Said>> = {
    401: words.signedOut, 403: words.forbidden, 404: words.gone, 409: words.conflict, 413: words.tooLarge, 422: words.invalid,
    424: words.photosMissing, 429: words.slowDown,
  }
  return byStatus[problem.status] ?? words.serverFault
}

/** The server's own sentence where it is the better one: it names what is wrong. */
export const saysItself = (problem: KeptProblem): boolean =>
  problem.detail !== null && problem.status >= 400 && problem.status < 500 && ![401, 429].includes(problem.status)
