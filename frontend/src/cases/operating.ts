import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { act, isStale } from './act'
import { onArrival } from './arrivals'
import { meanwhile } from './meanwhile'
import { allows, isOneTap, operationLabel } from './operations'
import { offerUndo } from './undo'
import { explain } from '@/core/explain'
import { say } from '@/core/language'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseDetail, CaseItem } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import { useSession } from '@/people/session'
import { toast } from '@/ui/toasts'
import { caseWords as words } from '@/words/cases'
import { operationWords } from '@/words/operations'

/** An operation that a sheet is asking about; `item` follows the case as it changes, `seen` is what the person began on. */
export interface Asked { item: CaseItem; seen: CaseItem; operation: string }

/**
 * Doing operations on cases from a page: one-tap ones at once, others through a sheet (`asked`, for OperationSheet).
 * `look` opens a case: a line that says an operation is done offers it. `pending`: ids with one under way.
 */
export function useOperating(look?: (id: string) => void): {
  asked: ShallowRef<Asked | null>
  pending: Ref<Set<string>>
  operate: (item: CaseItem, operation: string) => Promise<void>
  finished: (detail: CaseDetail) => void
} {
  const asked = shallowRef<Asked | null>(null)
  const pending = ref(new Set<string>())
  /** The cases under way as they last arrived: what a stale version is judged against. */
  const arrived = new Map<string, CaseItem>()
  const notice = useNotice()
  const session = useSession()
  const label = (operation: string) => operationLabel(notice.notice, operation)

  onArrival(({ item }) => {
    if (pending.value.has(item.id)) arrived.set(item.id, item)
    const open = asked.value
    if (open?.item.id === item.id && item.version >= open.item.version) asked.value = { ...open, item }
  })

  const wayTo = (item: CaseItem) => look === undefined ? undefined : { label: say(words.look), run: () => { look(item.id) } }

  /** What can be taken back has a bar of its own that says so; of the rest a line tells. */
  function announce(detail: CaseDetail, operation: string): void {
    offerUndo(operation, [detail])
    if (detail.undo_until === null) toast(say(words.done, { operation: label(operation), number: detail.number }), { act: wayTo(detail), forMs: 4000 })
  }

  async function operate(item: CaseItem, operation: string): Promise<void> {
    if (pending.value.has(item.id)) return
    if (!allows(item, operation)) {
      const own = session.me?.unit?.code
      const said = session.may('cases.read_unit') && own !== item.unit.code ? words.otherUnitLeads : words.notPossible
      toast(say(said, { number: item.number, unit: item.unit.name, operation: label(operation) }))
      return
    }
    if (!isOneTap(notice.notice, operation)) { asked.value = { item, seen: item, operation }; return }
    pending.value.add(item.id)
    try {
      announce(await act(item, operation), operation)
    } catch (thrown) {
      const problem = asProblem(thrown)
      pending.value.delete(item.id)
      if (isStale(problem)) goOn(item, operation, problem)
      else refuse(item, operation, problem)
    } finally {
      pending.value.delete(item.id)
      arrived.delete(item.id)
    }
  }

  function refuse(item: CaseItem, operation: string, problem: Problem): void {
    toast(say(words.notDone, { number: item.number, operation: label(operation), why: explain(problem) }), { tone: 'alert', act: wayTo(item), forMs: 8000 })
  }

  /** Somebody was faster. What does not touch the operation is gone over with a tap; what does is shown first. */
  function goOn(item: CaseItem, operation: string, problem: Problem): void {
    const now = arrived.get(item.id)
    const way = now === undefined ? 'stop' : meanwhile(item, now, operation).way
    if (now === undefined || way === 'stop') refuse(item, operation, problem)
    else if (way === 'ask') asked.value = { item: now, seen: item, operation }
    else {
      const again = { label: say(operationWords.goOnAnyway, { operation: label(operation) }), run: () => { void operate(now, operation) } }
      toast(explain(problem), { tone: 'alert', act: again, forMs: 12_000 })
    }
  }

  function finished(detail: CaseDetail): void {
    const operation = asked.value?.operation
    asked.value = null
    if (operation !== undefined) announce(detail, operation)
  }
  onScopeDispose(() => { asked.value = null })
  return { asked, pending, operate, finished }
}
