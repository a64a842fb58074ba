import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { act } from './act'
import { onArrival } from './arrivals'
import { isOneTap, operationLabel } from './operations'
import { explain } from '@/core/explain'
import { say } from '@/core/language'
import { asProblem } from '@/core/problem'
import type { CaseDetail, CaseItem } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import { useSession } from '@/people/session'
import { toast } from '@/ui/toasts'
import { caseWords as words } from '@/words/cases'

/** An operation that a sheet is asking about; `item` follows the case as it changes. */
export interface Asked { item: CaseItem; operation: string }

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
  const notice = useNotice()
  const session = useSession()
  const label = (operation: string) => operationLabel(notice.notice, operation)

  onArrival(({ item }) => {
    const open = asked.value
    if (open?.item.id === item.id && item.version >= open.item.version) asked.value = { ...open, item }
  })

  const wayTo = (item: CaseItem) => look === undefined ? undefined : { label: say(words.look), run: () => { look(item.id) } }

  function announce(item: CaseItem, operation: string): void {
    toast(say(words.done, { operation: label(operation), number: item.number }), { act: wayTo(item), forMs: 4000 })
  }

  async function operate(item: CaseItem, operation: string): Promise<void> {
    if (pending.value.has(item.id)) return
    if (!item.may.includes(operation)) {
      const own = session.me?.unit?.code
      const said = own !== undefined && own !== item.unit.code ? words.otherUnitLeads : words.notPossible
      toast(say(said, { number: item.number, unit: item.unit.name, operation: label(operation) }))
      return
    }
    if (!isOneTap(operation)) { asked.value = { item, operation }; return }
    pending.value.add(item.id)
    try {
      await act(item, operation)
      announce(item, operation)
    } catch (thrown) {
      const why = explain(asProblem(thrown))
      toast(say(words.notDone, { number: item.number, operation: label(operation), why }), { tone: 'alert', act: wayTo(item), forMs: 8000 })
    } finally {
      pending.value.delete(item.id)
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
