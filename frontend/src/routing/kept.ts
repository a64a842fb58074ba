import { asProblem } from '@/core/problem'
import { watch } from 'vue'
import type { Responsibility, TryOut } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import { useSession } from '@/people/session'

/** Resolves once something is so, or after so many milliseconds. */
function until(isSo: () => boolean, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => { clearTimeout(timer); stop(); resolve() }
    const timer = setTimeout(done, ms)
    const stop = watch(isSo, (so) => { if (so) done() })
  })
}

/**
 * Where a report would go by the rules kept on this phone; null where it keeps none, or none of this type. With `patience`
 * (milliseconds) rules that are on their way to this phone are waited for.
 */
export async function keptDecision(question: TryOut, patience = 0): Promise<Responsibility | null> {
  const [{ usePack }, { decideHere }] = await Promise.all([import('@/pack/pack'), import('./here')])
  const kept = usePack()
  const me = useSession().me
  if (me !== null) await kept.open(me.id) // the page may have been opened this moment
  if (kept.rules === null && patience > 0) await until(() => kept.rules !== null, patience)
  const { rules, pack } = kept
  const calendar = await useNotice().read().then((notice) => notice.calendar, (thrown: unknown) => { asProblem(thrown); return null })
  if (rules === null || calendar === null) return null
  try {
    return decideHere({ rules, nearby: pack?.near?.outlines ?? [], calendar }, question, Date.now())
  } catch (thrown) {
    if (thrown instanceof RangeError) return null // a type from a newer version of the notice
    throw thrown
  }
}
