import { ref, shallowRef, type Ref } from 'vue'
import { caughtIn, type Catch, type Loop } from './lasso'
import type { Wanted } from './wanted'
import { asProblem, type Problem } from '@/core/problem'

/** Drawing around cases, and what was caught. */
export function useLasso(wanted: Ref<Wanted>) {
  const drawing = ref(false)
  const caught = shallowRef<Catch | null>(null)
  const problem = ref<Problem | null>(null)

  async function take(loop: Loop): Promise<void> {
    problem.value = null
    try {
      caught.value = await caughtIn(loop, wanted.value)
      drawing.value = false
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }
  function letGo(): void {
    drawing.value = false
    caught.value = null
  }
  return { drawing, caught, problem, take, letGo }
}
