import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/core/problem'

/** A page of a record, newest first; `next`: what to ask for to have those before them, null at the end. */
export interface RecordPage<T> { items: readonly T[]; next: number | null }

/** A record that is read from its newest entry back; `items` is null until the first page has come. */
export function useRecord<T>(page: (before?: number) => Promise<RecordPage<T>>): {
  items: ShallowRef<readonly T[] | null>; next: Ref<number | null>; busy: Ref<boolean>; problem: ShallowRef<Problem | null>
  read: (before?: number) => Promise<void>
} {
  const items = shallowRef<readonly T[] | null>(null)
  const next = ref<number | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function read(before?: number): Promise<void> {
    busy.value = true
    try {
      const found = await page(before)
      items.value = [...before === undefined ? [] : items.value ?? [], ...found.items]
      next.value = found.next
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }
  void read()
  return { items, next, busy, problem, read }
}
