import type { KeptProblem } from './item'
import { PhotoProblem } from './send'
import type { Problem } from '@/core/problem'
import type { StateCode } from '@/core/shapes'

/** A problem in the form the item keeps. */
export function kept(problem: Problem): KeptProblem {
  const { current_version: version, current_state: state } = problem.body
  return {
    status: problem.status, kind: problem.kind, detail: problem.body.detail ?? null, retryAfter: problem.retryAfter,
    photo: problem instanceof PhotoProblem ? problem.sha256 : null,
    current: typeof version === 'number' ? { version, state: state as StateCode } : null,
  }
}

/**
 * What follows when an item did not get through. `later`: tried again by itself, after a growing pause. `sign-in`: as soon
 * as its owner is signed in again. `person`: nothing changes by waiting; the person has to look at it.
 */
export type Verdict = 'later' | 'sign-in' | 'person'

/** Damaged on the way, lost on the server, or an answer that was cut short: the same again may well go through. */
const passing = new Set(['hash-differs', 'photos-missing', 'receipt-incomplete', 'not-our-answer', 'wrong-offset', 'no-upload', 'not-ready', 'record-unknown'])
const ofTheNight = new Set([0, 408, 425, 429])

/**
 * Answered by something that is not our server: a network's sign-in page, a proxy. It says nothing about the item, except
 * that a proxy which finds it too large will find so again.
 */
export const isForeign = (problem: Pick<KeptProblem, 'status' | 'kind'>): boolean =>
  problem.kind === '' && problem.status >= 200 && problem.status < 500 && problem.status !== 413 && !ofTheNight.has(problem.status)

/** How long the same answer is taken for bad luck before the person is asked to look. */
const patience = 4

export function judge(problem: KeptProblem, tries: number): Verdict {
  if (problem.kind === 'other-person') return 'sign-in'
  if (passing.has(problem.kind)) return tries < patience || problem.kind !== 'hash-differs' ? 'later' : 'person'
  if (problem.status === 401) return 'sign-in'
  if (problem.kind === 'photo-lost' || problem.kind === 'fault') return 'person'
  if (ofTheNight.has(problem.status) || problem.status >= 500) return 'later'
  return isForeign(problem) ? 'later' : 'person'
}

/** Whether the server may have done what it was asked although this came back: no answer, or one that is not its own. */
export const leavesUncertain = (problem: KeptProblem): boolean =>
  problem.photo === null && (problem.status === 0 || problem.status >= 500 || problem.status < 300 || isForeign(problem))

/** Milliseconds until an item is tried again by itself: growing, and never sooner than the server asks. */
export function pauseAfter(tries: number, retryAfter: number | null, random = Math.random()): number {
  const growing = Math.min(300_000, 4000 * 3 ** Math.max(0, tries - 1))
  return Math.max(growing * (0.75 + random / 2), (retryAfter ?? 0) * 1000)
}
