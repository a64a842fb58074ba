import { ref, shallowRef, type Ref } from 'vue'
import { caughtIn, type Catch, type Loop } from './lasso'
import type { Wanted } from './wanted'
import { asProblem, type Problem } from '@/core/problem'

/** Drawing around cases, and what was caught. */
export function useLasso(wanted: Ref<Wanted>) {
  const drawing = ref(false)
  const caught = shallowRef<Catch | null>(null)
  const problem = ref<Problem | null>(null)
  let reading: AbortController | null = null

  async function take(loop: Loop): Promise<void> {
    problem.value = null
    reading?.abort()
    const mine = reading = new AbortController()
    try {
      const found = await caughtIn(loop, wanted.value, mine.signal)
      if (mine.signal.aborted) return
      caught.value = found
      drawing.value = false
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown)
    }
  }
  function letGo(): void {
    reading?.abort()
    drawing.value = false
    caught.value = null
  }
  return { drawing, caught, problem, take, letGo }
}
