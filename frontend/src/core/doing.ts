import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from './problem'

/** One thing at a time on a page: `busy` names what is under way (empty: nothing), `problem` is what the last one met. */
export function useDoing() {
  const busy = ref('')
  const problem = shallowRef<Problem | null>(null)
  async function doing(what: string, work: () => Promise<void>): Promise<void> {
    busy.value = what
    problem.value = null
    try {
      await work()
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = ''
    }
  }
  return { busy, problem, doing }
}
