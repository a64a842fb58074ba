import { takeBack, useUndo } from './undo'
import { operationLabel } from './operations'
import { explain } from '@/core/explain'
import { say } from '@/core/language'
import { useNotice } from '@/notices/notice'
import { toast } from '@/ui/toasts'
import { operationWords as words } from '@/words/operations'

/** Takes back what was done last, from the bar or by key, and says how it went. */
export function useTakingBack(): () => Promise<void> {
  const { offer } = useUndo()
  const notice = useNotice()
  return async () => {
    const chosen = offer.value
    if (chosen === null) { toast(say(words.nothingToUndo)); return }
    const { done, failed } = await takeBack(chosen)
    const operation = operationLabel(notice.notice, chosen.operation)
    const first = failed[0]
    if (first === undefined) { toast(say(words.undone, { operation, n: done }), { forMs: 3000 }); return }
    toast(say(words.notUndone, { number: first.number, n: failed.length, why: explain(first.problem) }), { tone: 'alert', forMs: 8000 })
  }
}
