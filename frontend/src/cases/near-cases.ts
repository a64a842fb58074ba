import { ref, watch, type Ref } from 'vue'
import { isEnded } from './states'
import { answer, api } from '@/core/api'
import { asProblem } from '@/core/problem'
import type { AlikeItem, CaseItem } from '@/core/shapes'
import { useNotice } from '@/notices/notice'

const most = 5

const openStates = async () => (await useNotice().read()).states.map((state) => state.code).filter((code) => !isEnded(code))

/** Open cases that may be the same as one, as the server finds them; `ready` once it has answered. */
export function useNearCases(item: () => CaseItem): { near: Ref<AlikeItem[]>; ready: Ref<boolean> } {
  const near = ref<AlikeItem[]>([])
  const ready = ref(false)
  async function look(): Promise<void> {
    const id = item().id
    try {
      const found = (await answer(api.GET('/api/cases/{case_id}/alike', { params: { path: { case_id: id } } }))).items
      if (id === item().id) near.value = found
    } catch (thrown) {
      asProblem(thrown) // a hint only: the page says elsewhere when the server cannot be reached
    }
    ready.value = true
  }
  watch(() => item().id, look, { immediate: true })
  return { near, ready }
}

/** Open cases whose number begins so, at most five. Throws Problem. */
export async function findByNumber(number: string): Promise<CaseItem[]> {
  const query = { q: number.trim(), state: await openStates(), limit: most }
  return (await answer(api.GET('/api/cases', { params: { query } }))).items
}
