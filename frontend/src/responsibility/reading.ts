import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/core/problem'

/** Something read from the server, once at first and whenever `again` is called; the latest question wins. */
export function useReading<T>(read: () => Promise<T>, atOnce = true): {
  found: ShallowRef<T | null>; problem: Ref<Problem | null>; busy: Ref<boolean>; again: () => Promise<void>
} {
  const found = shallowRef<T | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  let asked = 0

  async function again(): Promise<void> {
    const mine = ++asked
    busy.value = true
    problem.value = null
    try {
      const value = await read()
      if (mine === asked) found.value = value
    } catch (thrown) {
      if (mine === asked) problem.value = asProblem(thrown)
    } finally {
      if (mine === asked) busy.value = false
    }
  }

  if (atOnce) void again()
  onScopeDispose(() => { asked++ })
  return { found, problem, busy, again }
}
