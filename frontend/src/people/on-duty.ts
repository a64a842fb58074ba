import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { components } from '@/core/schema'
import { metresBetween, type Spot } from '@/places/distance'
import { useSession } from './session'

export type OnDuty = components['schemas']['OnDuty']

const renewed = 60_000 // milliseconds between two looks while somebody watches

/** Whether the person may see where others are: COMMAND all, a unit's head its own. */
export function useMayLook() {
  const session = useSession()
  return computed(() => (session.me?.roles ?? []).some((role) => role === 'COMMAND' || role === 'DISPATCHER'))
}

/** Who is on duty and where, while `watching`. Each look is logged and told to those looked at: never read it unasked. */
export function useOnDuty(watching: Ref<boolean>) {
  const people = shallowRef<OnDuty[]>([])
  const problem = ref<Problem | null>(null)
  let timer: ReturnType<typeof setInterval> | undefined

  async function read(): Promise<void> {
    try {
      const { items } = await answer(api.GET('/api/duty/people'))
      if (watching.value) people.value = items
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }
  watch(watching, (now) => {
    clearInterval(timer)
    people.value = []
    if (!now) return
    void read()
    timer = setInterval(() => { if (document.visibilityState === 'visible') void read() }, renewed)
  }, { immediate: true })
  onScopeDispose(() => { clearInterval(timer) })
  return { people, problem }
}

/** The same people by how far they are from a place, in metres; those whose place is not known are left out. */
export function byDistance(people: readonly OnDuty[], from: Spot): { one: OnDuty; metres: number }[] {
  return people
    .flatMap((one) => one.location === null ? [] : [{ one, metres: metresBetween(from, one.location) }])
    .sort((a, b) => a.metres - b.metres)
}
