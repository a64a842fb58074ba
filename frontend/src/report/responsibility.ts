import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import { keptDecision } from '@/routing/kept'
import type { Responsibility, TryOut } from '@/core/shapes'

/** `waiting`: not enough is known to ask. `unknown`: asked, and no answer came. */
export type DecisionState = 'waiting' | 'loading' | 'known' | 'unknown'

const settle = 250 // milliseconds without a change before the server is asked
const patience = 2000 // milliseconds until the phone's own rules answer in the server's stead

/**
 * Asks which unit would get the report, again whenever what decides it changes. Without a signal, or with a slow one, the
 * rules kept on this phone answer at once (`byPhone`); the server's word replaces theirs when it comes.
 */
export function useResponsibility(question: () => TryOut | null): {
  state: Ref<DecisionState>; decision: Ref<Responsibility | null>; problem: Ref<Problem | null>; byPhone: Ref<boolean>; again: () => void
} {
  const state = ref<DecisionState>('waiting')
  const decision = ref<Responsibility | null>(null)
  const problem = ref<Problem | null>(null)
  const byPhone = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(body: TryOut, mine: number): Promise<void> {
    if (!navigator.onLine && await decideHere(body, mine)) return
    const slow = setTimeout(() => { void decideHere(body, mine) }, patience)
    try {
      const found = await answer(api.POST('/api/responsibility/try', { body }))
      if (mine !== asked) return // the report changed meanwhile
      show(found, false)
    } catch (thrown) {
      if (mine !== asked) return
      const failed = asProblem(thrown)
      if (failed.unreachable && await decideHere(body, mine)) return
      problem.value = failed
      state.value = 'unknown'
    } finally {
      clearTimeout(slow)
    }
  }

  /** By the phone's own rules; false where it keeps none. */
  async function decideHere(body: TryOut, mine: number): Promise<boolean> {
    const found = await keptDecision(body)
    if (found === null || mine !== asked) return found !== null
    show(found, true)
    return true
  }

  function show(found: Responsibility, here: boolean): void {
    decision.value = found
    byPhone.value = here
    state.value = 'known'
  }

  function again(): void {
    clearTimeout(timer)
    const body = question()
    const mine = ++asked
    problem.value = null
    state.value = body === null ? 'waiting' : 'loading'
    if (body !== null) timer = setTimeout(() => { void ask(body, mine) }, settle)
  }

  watch(() => JSON.stringify(question()), again, { immediate: true })
  onScopeDispose(() => { clearTimeout(timer); asked++ })
  return { state, decision, problem, byPhone, again }
}
