import { allows } from './operations'
import type { CaseItem } from '@/core/shapes'

/** What can change about a case while somebody is about to do something to it. */
export type Aspect = 'state' | 'unit' | 'category' | 'due' | 'pending' | 'supervised' | 'returns' | 'rework' | 'other'

/** The same moment written in two ways is the same moment. */
const moment = (iso: string | null): number | null => iso === null ? null : Date.parse(iso)

/** Which aspects differ. Something that a row does not show (a helper's answer, an escalation) is `other`. */
export function changedAspects(before: CaseItem, now: CaseItem): Aspect[] {
  if (before.version === now.version) return []
  const differs: Record<Exclude<Aspect, 'other'>, boolean> = {
    state: before.state !== now.state, unit: before.unit.code !== now.unit.code, category: before.category.code !== now.category.code,
    due: moment(before.due_at) !== moment(now.due_at), pending: before.pending !== now.pending, supervised: before.supervised !== now.supervised,
    returns: before.return_count !== now.return_count, rework: before.rework_count !== now.rework_count,
  }
  const found = (Object.keys(differs) as Exclude<Aspect, 'other'>[]).filter((aspect) => differs[aspect])
  return found.length > 0 ? found : ['other']
}

const always: readonly Aspect[] = ['state', 'unit', 'category', 'rework', 'returns']
/** What bears on an operation beside what bears on all: it would be judged otherwise. */
const bearing: Readonly<Record<string, readonly Aspect[]>> = {
  accept: ['due'], assign: ['due'], extend_req: ['due', 'pending'], extend_ok: ['due', 'pending'], extend_no: ['due', 'pending'],
  suspend_req: ['due', 'pending'], suspend_ok: ['due', 'pending'], suspend_no: ['pending'], void_req: ['pending'], void_ok: ['pending'], void_no: ['pending'],
  supervise: ['supervised', 'due'], supervise_reply: ['supervised'],
  check_pass: ['other'], // a helper may have answered, a photo may have come: it is what is being judged
}

/** What happened while somebody was at it, and what is to be done about it. */
export interface Meanwhile {
  changed: Aspect[]
  /** `none`: nothing; `merge`: does not touch it, go on with a tap; `ask`: look first; `stop`: no longer possible. */
  way: 'none' | 'merge' | 'ask' | 'stop'
}

/** Judges an operation begun on `before` against the case as it is `now`. */
export function meanwhile(before: CaseItem, now: CaseItem, operation: string): Meanwhile {
  const changed = changedAspects(before, now)
  if (!allows(now, operation)) return { changed, way: 'stop' }
  if (changed.length === 0) return { changed, way: 'none' }
  const touches = changed.some((aspect) => always.includes(aspect) || bearing[operation]?.includes(aspect) === true)
  return { changed, way: touches ? 'ask' : 'merge' }
}
