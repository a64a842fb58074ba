import type { Reported } from './suggesting'
import { keptAs } from '@/core/keeping'

/** What this person reported from this phone, for suggesting the next type and for 同上一件. */
export interface Last { category: string; answers: Record<string, boolean>; description: string }
interface History { reports: Reported[]; last: Last | null }

const most = 200
const nothing: History = { reports: [], last: null }
const kept = (owner: string) => keptAs<History>(`reported:${owner}`)

export function historyOf(owner: string): History {
  const read = kept(owner).read()
  return Array.isArray(read?.reports) ? read : nothing
}

export function remember(owner: string, report: Reported, last: Last): void {
  const { reports } = historyOf(owner)
  kept(owner).write({ reports: [...reports, report].slice(-most), last })
}

/** Forgets a report that was taken back. `last` stays: the person will say what it should have been. */
export function forget(owner: string, at: number): void {
  const history = historyOf(owner)
  kept(owner).write({ ...history, reports: history.reports.filter((one) => one.at !== at) })
}

/** On a phone that knows nothing yet: reports made elsewhere, so that suggestions start from what the person does. */
export function learn(owner: string, reports: Reported[]): void {
  const history = historyOf(owner)
  if (history.reports.length === 0) kept(owner).write({ ...history, reports: reports.slice(-most) })
}
