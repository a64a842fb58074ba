import { computed, onMounted, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { isOvertaken, onArrival } from './arrivals'
import { useLiveCase } from '@/live/case'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseDetail, CaseItem, JournalEntry } from '@/core/shapes'

const isWhole = (item: CaseItem): item is CaseDetail => 'photos' in item

/**
 * One case with its journal, kept up with arrivals. `seed`, a row of the list, stands in until the whole has come.
 * `problem` is set when the last reading failed; what was read before stays.
 */
export function useWholeCase(id: string, seed: CaseItem | null): {
  shown: ComputedRef<CaseItem | null>
  detail: ShallowRef<CaseDetail | null>
  journal: ShallowRef<JournalEntry[] | null>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  read: () => Promise<void>
} {
  const latest = shallowRef<CaseItem | null>(seed)
  const detail = shallowRef<CaseDetail | null>(null)
  const journal = shallowRef<JournalEntry[] | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  const path = { case_id: id }

  const readJournal = async () => { journal.value = (await answer(api.GET('/api/cases/{case_id}/journal', { params: { path } }))).items }

  async function attempt(reading: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await reading()
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  const read = () => attempt(async () => {
    const whole = answer(api.GET('/api/cases/{case_id}', { params: { path } }))
    const [found] = await Promise.all([whole, readJournal()])
    take(found)
  })

  function take(item: CaseItem): void {
    if (latest.value !== null && item.version < latest.value.version) return
    if (isWhole(item) && isOvertaken(item)) { detail.value = { ...item, ...latest.value }; return }
    latest.value = item
    if (isWhole(item)) detail.value = item
    else if (detail.value !== null) detail.value = { ...detail.value, ...item }
  }

  onArrival(({ item }) => {
    if (item.id !== id) return
    const before = latest.value?.version ?? 0
    take(item)
    if (item.version > before) void attempt(isWhole(item) ? readJournal : read)
  })
  useLiveCase(id, () => latest.value?.version ?? 0)
  onMounted(read)
  return { shown: computed(() => detail.value ?? latest.value), detail, journal, problem, busy, read }
}
