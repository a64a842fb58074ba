import { arrive } from '@/cases/arrivals'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseDetail } from '@/core/shapes'

const atOnce = 4

/**
 * Collects what is named, and hands it on after `quiet` milliseconds without more, but never later than `longest` after
 * the first.
 */
export function gathered<T>(handOn: (all: Set<T>) => void, quiet = 150, longest = 1000): (one: T) => void {
  let all = new Set<T>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0
  return (one) => {
    if (all.size === 0) since = Date.now()
    all.add(one)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const taken = all
      all = new Set()
      handOn(taken)
    }, Math.max(0, Math.min(quiet, since + longest - Date.now())))
  }
}

type After = (lost: ReadonlySet<string>) => void
const afterwards = new Set<After>()

/** Calls `listener` after each batch, with the cases that can no longer be seen. */
export function afterFreshening(listener: After): () => void {
  afterwards.add(listener)
  return () => { afterwards.delete(listener) }
}

/** Reads a case anew, soon and once, however many ask for it; it comes to the screen as an arrival. */
export const freshen = gathered<string>((ids) => { void readAll([...ids]) })

async function readAll(ids: string[]): Promise<void> {
  const lost = new Set<string>()
  const readers = Array.from({ length: Math.min(atOnce, ids.length) }, async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const read = await readOne(id)
      if ('photos' in read) arrive(read, null, true)
      else if (read.status === 403 || read.status === 404) lost.add(id)
      // Anything else, no answer above all: the next event or the next look at the page finds it.
    }
  })
  await Promise.all(readers)
  afterwards.forEach((listener) => { listener(lost) })
}

async function readOne(id: string): Promise<CaseDetail | Problem> {
  try {
    return await answer(api.GET('/api/cases/{case_id}', { params: { path: { case_id: id } } }))
  } catch (thrown) {
    return asProblem(thrown)
  }
}
