import { act } from '@/cases/act'
import type { Brought } from '@/cases/brought'
import { demandOf } from '@/cases/operations'
import { explain } from '@/core/explain'
import { asProblem } from '@/core/problem'
import type { CaseDetail, CaseItem } from '@/core/shapes'

/** How one case of a bulk operation fared; `why` is a sentence when it was not done, `detail` the case when it was. */
export interface Outcome { item: CaseItem; state: 'waiting' | 'done' | 'failed'; why: string; detail?: CaseDetail }

/** Operations that can be done to many at once: none that needs a photo of each, or a look at each. */
export const isBulk = (operation: string): boolean => demandOf(operation).bulk

/** Which operations are offered for a selection, and for how many of it. */
export function offered(items: readonly CaseItem[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const operation of items.flatMap((item) => item.may)) {
    if (isBulk(operation)) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  }
  return counts
}

const atOnce = 4 // requests under way at the same time

type Doing = (item: CaseItem, operation: string, brought: Brought) => Promise<CaseDetail>

/**
 * Does one operation on many cases, each on its own: one that fails does not stop the others. `onOutcome` hears of
 * each as it ends; the answer holds all, in the order given. Stops asking once the server cannot be reached.
 */
export async function actOnMany(
  items: readonly CaseItem[], operation: string, brought: Brought, onOutcome: (outcome: Outcome, index: number) => void, doing: Doing = act,
): Promise<Outcome[]> {
  const outcomes = items.map((item): Outcome => ({ item, state: 'waiting', why: '' }))
  let cutOff = ''
  let nextIndex = 0
  const settle = (index: number, outcome: Outcome) => { outcomes[index] = outcome; onOutcome(outcome, index) }

  async function work(): Promise<void> {
    for (let index = nextIndex++; index < items.length; index = nextIndex++) {
      const item = items[index]
      if (item === undefined) return
      if (cutOff !== '') { settle(index, { item, state: 'failed', why: cutOff }); continue }
      try {
        const detail = await doing(item, operation, brought)
        settle(index, { item, state: 'done', why: '', detail })
      } catch (thrown) {
        const problem = asProblem(thrown)
        const why = explain(problem)
        if (problem.unreachable || problem.status === 401) cutOff = why
        settle(index, { item, state: 'failed', why })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return outcomes
}
