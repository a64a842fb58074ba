import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseDetail, CaseItem } from '@/core/shapes'

const isWhole = (item: CaseItem): item is CaseDetail => 'photos' in item

/** The whole of a case of which perhaps only a row is in hand; read anew when its version changes. */
export function useDetailOf(item: () => CaseItem): { detail: ShallowRef<CaseDetail | null>; problem: Ref<Problem | null>; read: () => Promise<void> } {
  const detail = shallowRef<CaseDetail | null>(null)
  const problem = ref<Problem | null>(null)

  async function read(): Promise<void> {
    const wanted = item()
    if (isWhole(wanted)) { detail.value = wanted; return }
    problem.value = null
    try {
      detail.value = await answer(api.GET('/api/cases/{case_id}', { params: { path: { case_id: wanted.id } } }))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }
  watch([() => item().id, () => item().version], read, { immediate: true })
  return { detail, problem, read }
}
