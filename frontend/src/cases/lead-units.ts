import { onMounted, shallowRef, type ShallowRef } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem } from '@/core/problem'
import type { Named } from '@/core/shapes'
import { useNotice } from '@/notices/notice'

let known: Promise<Named[]> | null = null

/** Units that may lead a case. What a rule may name beside them ("the town") is no unit a case can be sent to. */
async function readLeads(): Promise<Named[]> {
  const units = new Set((await useNotice().read()).units.map((unit) => unit.code))
  return (await answer(api.GET('/api/responsibility/choices'))).leads.filter((one) => units.has(one.code))
}

/** Asked once a sitting; while the server cannot be reached the list is empty. */
export function useLeadUnits(): ShallowRef<Named[]> {
  const units = shallowRef<Named[]>([])
  onMounted(async () => {
    try {
      units.value = await (known ??= readLeads())
    } catch (thrown) {
      known = null
      asProblem(thrown)
    }
  })
  return units
}
