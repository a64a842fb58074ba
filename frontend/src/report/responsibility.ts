import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { Responsibility, TryOut } from '@/core/shapes'

/** `waiting`: not enough is known to ask. `unknown`: asked, and no answer came. */
export type DecisionState = 'waiting' | 'loading' | 'known' | 'unknown'

const settle = 250 // milliseconds without a change before the server is asked

/** Asks which unit would get the report, again whenever what decides it changes. */
export function useResponsibility(question: () => TryOut | null): {
  state: Ref<DecisionState>; decision: Ref<Responsibility | null>; problem: Ref<Problem | null>; again: () => void
} {
  const state = ref<DecisionState>('waiting')
  const decision = ref<Responsibility | null>(null)
  const problem = ref<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(body: TryOut, mine: number): Promise<void> {
    try {
      const found = await answer(api.POST('/api/responsibility/try', { body }))
      if (mine !== asked) return // the report changed meanwhile
      decision.value = found
      state.value = 'known'
    } catch (thrown) {
      if (mine !== asked) return
      problem.value = asProblem(thrown)
      state.value = 'unknown'
    }
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
  return { state, decision, problem, again }
}
