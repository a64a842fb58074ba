import type { CaseCounts, CaseItem } from '@/core/shapes'
import { isEnded } from '@/cases/states'

/** The counters after a case went from `was` to `is`; null on either side: not among the counted. */
export function retally(counts: CaseCounts, was: CaseItem | null, is: CaseItem | null): CaseCounts {
  const by_state = { ...counts.by_state }
  const add = (item: CaseItem | null, one: 1 | -1) => {
    if (item !== null) by_state[item.state] = Math.max(0, (by_state[item.state] ?? 0) + one)
  }
  add(was, -1)
  add(is, 1)
  const overdue = counts.overdue + Number(is?.overdue ?? false) - Number(was?.overdue ?? false)
  return { by_state, overdue: Math.max(0, overdue) }
}

export const openCount = (counts: CaseCounts): number =>
  Object.entries(counts.by_state).reduce((sum, [state, count]) => isEnded(state) ? sum : sum + count, 0)

export const allCount = (counts: CaseCounts): number => Object.values(counts.by_state).reduce((sum, count) => sum + count, 0)
