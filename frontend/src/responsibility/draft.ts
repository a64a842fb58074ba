import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Draft, RuleInput } from './shapes'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'

export type Step = 'submit' | 'approve' | 'send-back' | 'rebase'

export interface OpenDraft {
  draft: ShallowRef<Draft | null>
  /** Why it could not be read. */
  problem: Ref<Problem | null>
  /** Why the last change was refused; `stale-draft` says that somebody else has changed it. */
  refused: Ref<Problem | null>
  busy: Ref<boolean>
  load: () => Promise<void>
  /** Each of these is true when the server took it. */
  rename: (title: string, note: string) => Promise<boolean>
  putRule: (code: string, rule: RuleInput) => Promise<boolean>
  dropRule: (code: string) => Promise<boolean>
  step: (step: Step, reason?: string) => Promise<boolean>
  discard: () => Promise<boolean>
}

/** A draft on the screen: every change names the revision that was seen, and shows what the server made of it. */
export function openDraft(id: string): OpenDraft {
  const draft = shallowRef<Draft | null>(null)
  const problem = ref<Problem | null>(null)
  const refused = ref<Problem | null>(null)
  const busy = ref(false)
  const path = { draft_id: id }
  const version = (): number => draft.value?.version ?? 0

  async function load(): Promise<void> {
    problem.value = null
    refused.value = null
    try {
      draft.value = await answer(api.GET('/api/responsibility/drafts/{draft_id}', { params: { path } }))
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }

  async function change(call: () => Promise<Draft | undefined>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    refused.value = null
    try {
      draft.value = await call() ?? draft.value
      return true
    } catch (thrown) {
      refused.value = asProblem(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  const rename = (title: string, note: string) => change(() =>
    answer(api.PUT('/api/responsibility/drafts/{draft_id}', { params: { path }, body: { version: version(), title, note } })))
  const putRule = (code: string, rule: RuleInput) => change(() =>
    answer(api.PUT('/api/responsibility/drafts/{draft_id}/rules/{code}', { params: { path: { ...path, code } }, body: { version: version(), rule } })))
  const dropRule = (code: string) => change(() =>
    answer(api.DELETE('/api/responsibility/drafts/{draft_id}/rules/{code}', { params: { path: { ...path, code }, query: { version: version() } } })))
  const discard = () => change(async () => {
    await answer(api.DELETE('/api/responsibility/drafts/{draft_id}', { params: { path, query: { version: version() } } }))
    return undefined
  })
  const step = (name: Step, reason = '') => {
    const call = { params: { path }, body: { version: version(), reason } }
    return change(() => {
      if (name === 'submit') return answer(api.POST('/api/responsibility/drafts/{draft_id}/submit', call))
      if (name === 'approve') return answer(api.POST('/api/responsibility/drafts/{draft_id}/approve', call))
      if (name === 'rebase') return answer(api.POST('/api/responsibility/drafts/{draft_id}/rebase', call))
      return answer(api.POST('/api/responsibility/drafts/{draft_id}/send-back', call))
    })
  }
  return { draft, problem, refused, busy, load, rename, putRule, dropRule, step, discard }
}
