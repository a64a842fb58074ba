import { arrive, asOperation } from './arrivals'
import type { Brought } from './brought'
import { demandOf } from './operations'
import { isEnded } from './states'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseDetail, CaseItem, PhotoClaim, Seal } from '@/core/shapes'
import { useSession } from '@/people/session'

/** The case as it will stand if the server agrees; null when we do not know beforehand. */
export function expected(item: CaseItem, operation: string): CaseItem | null {
  const { leadsTo } = demandOf(operation)
  if (leadsTo === null) return null
  return {
    ...item, state: leadsTo, may: [], overdue: item.overdue && !isEnded(leadsTo),
    rework_count: item.rework_count + (operation === 'check_fail' ? 1 : 0),
    return_count: item.return_count + (operation === 'return' ? 1 : 0),
  }
}

/** The version the person saw is no longer the case's. */
export const isStale = (problem: Problem): boolean => problem.status === 409 && typeof problem.body.current_version === 'number'

/**
 * Does one step on a case. The screen shows the expected outcome at once and the server's when it comes; on a problem
 * it is rolled back, and after a stale version the case is read anew. Throws Problem.
 */
export async function act(item: CaseItem, operation: string, brought: Brought = {}): Promise<CaseDetail> {
  const shown = expected(item, operation)
  if (shown !== null) arrive(shown, item)
  try {
    const detail = await asOperation(item, async () => answer(api.POST('/api/cases/{case_id}/{operation}', {
      params: { path: { case_id: item.id, operation } }, body: { version: item.version, ...brought, ...await sealOn(item, operation, brought) },
    })))
    arrive(detail, shown ?? item)
    return detail
  } catch (thrown) {
    if (shown !== null) arrive(item, shown)
    const problem = asProblem(thrown)
    if (problem.status === 409) await readAnew(item)
    throw problem
  }
}

/** What the person's device signs of a step with photos; nothing where it cannot, the step is as good without. */
async function sealOn(item: CaseItem, operation: string, { photos = [] }: Brought): Promise<{ seal?: Seal }> {
  const owner = useSession().me?.id
  if (photos.length === 0 || owner === undefined) return {}
  const seals = await import('@/seal/seal').catch(() => null)
  const seal = await seals?.sealFor(owner, seals.ofStep(item.id, operation, photos as PhotoClaim[], new Date()))
  return seal == null ? {} : { seal }
}

/** Reads a case and lets it arrive. A failure here is left to the next look at it: the caller has a problem to show. */
async function readAnew(item: CaseItem): Promise<void> {
  try {
    arrive(await answer(api.GET('/api/cases/{case_id}', { params: { path: { case_id: item.id } } })), item)
  } catch (thrown) {
    asProblem(thrown)
  }
}
