import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { components } from '@/core/schema'

type Directory = components['schemas']['DirectoryOut']
export type Purpose = components['schemas']['Purpose']

/** Whom the person may hand something to, read once when the calling component is set up. */
export function useDirectory(purpose: Purpose): { directory: ShallowRef<Directory | null>; problem: Ref<Problem | null>; read: () => Promise<void> } {
  const directory = shallowRef<Directory | null>(null)
  const problem = ref<Problem | null>(null)

  async function read(): Promise<void> {
    problem.value = null
    try {
      directory.value = await answer(api.GET('/api/people', { params: { query: { purpose } } }))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }
  void read()
  return { directory, problem, read }
}
