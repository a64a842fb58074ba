import { ref, watch, type Ref } from 'vue'
import { boxAround, nearest, type Near } from './near'
import { isEnded } from './states'
import { answer, api } from '@/core/api'
import { asProblem } from '@/core/problem'
import type { CaseItem } from '@/core/shapes'
import { useNotice } from '@/notices/notice'

const within = 100 // metres
const most = 5

const openStates = async () => (await useNotice().read()).states.map((state) => state.code).filter((code) => !isEnded(code))

/** Open cases of the same head of types within 100 m, nearest first; `ready` once the server has answered. */
export function useNearCases(item: () => CaseItem): { near: Ref<Near[]>; ready: Ref<boolean> } {
  const near = ref<Near[]>([])
  const ready = ref(false)
  async function look(): Promise<void> {
    const of = item()
    try {
      const query = { bbox: boxAround(of.location, within), category: of.category.group, state: await openStates(), limit: 50 }
      near.value = nearest(of, (await answer(api.GET('/api/cases', { params: { query } }))).items, within).slice(0, most)
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
