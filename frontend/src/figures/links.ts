import type { Period } from './period'
import { inHand, isCase, isAnswerable, wasFiled } from './rates'

/** The desk's filters for exactly the cases that a figure counts; `tests/assessments/figure_links.json` holds the server to it. */
const cases = {
  reported: { state: 'all', in: 'reported' },
  filed: { state: wasFiled, in: 'reported' },
  ended: { state: 'CLOSED', in: 'ended' },
  ended_on_time: { state: 'CLOSED', in: 'ended', on_time: '1' },
  due: { state: isCase, in: 'due' },
  suspended: { state: 'SUSPENDED', in: 'due' },
  answerable: { state: isAnswerable, in: 'due' },
  closed: { state: 'CLOSED', in: 'due' },
  closed_on_time: { state: 'CLOSED', in: 'due', on_time: '1' },
  late: { state: inHand, in: 'due', overdue: '1' },
} as const
/** What is late now, whenever it was due. */
export const allLate = { name: 'desk', query: { overdue: '1' } }
export type Counted = keyof typeof cases
export const allCounted = Object.keys(cases) as Counted[]

/** `group`: what narrows them to one unit, battle or type, as the desk's address names it. */
export function casesBehind(figure: Counted, { since, until }: Period, group: Readonly<Record<string, string>> = {}) {
  const { in: moment, ...filters } = cases[figure]
  return { name: 'desk', query: { ...filters, ...group, [moment]: `${since}..${until}` } }
}
