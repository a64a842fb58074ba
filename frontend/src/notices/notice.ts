import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { answer, api } from '@/core/api'
import { keptAs } from '@/core/keeping'
import { asProblem } from '@/core/problem'
import type { Category, Notice, State } from '@/core/shapes'

/** The notice in force: categories, units, states, towns. Read once a sitting. */
export const useNotice = defineStore('notice', () => {
  const notice = shallowRef<Notice | null>(null)
  const keptNotice = keptAs<Notice>('notice')
  let reading: Promise<unknown> | null = null
  let isFresh = false

  /** The notice kept on this phone, until `read` has the server's: so that a page need not wait for what it mostly knows. */
  function recall(): void { notice.value ??= keptNotice.read() }

  /** The notice, from memory after the first time; the one kept on the phone without a signal. Throws Problem. */
  async function read(): Promise<Notice> {
    if (notice.value !== null && isFresh) return notice.value
    reading ??= answer(api.GET('/api/notice'))
    try {
      const read = await reading as Notice // the client's types make lists of the box's tuple
      notice.value = read
      isFresh = true
      keptNotice.write(read)
      return read
    } catch (thrown) {
      const problem = asProblem(thrown)
      const kept = problem.unreachable ? notice.value ?? keptNotice.read() : null
      if (kept === null) throw problem
      notice.value = kept
      return kept
    } finally {
      reading = null
    }
  }

  const categories = computed(() => new Map((notice.value?.categories ?? []).map((one) => [one.code, one])))
  const states = computed(() => new Map<string, State>((notice.value?.states ?? []).map((one) => [one.code, one])))

  const category = (code: string): Category | undefined => categories.value.get(code)
  const state = (code: string): State => states.value.get(code) ?? { code, label: code, label_en: code, tone: 'neutral' }
  const unitName = (code: string): string => notice.value?.units.find((one) => one.code === code)?.name ?? code

  return { notice, recall, read, category, state, unitName }
})
