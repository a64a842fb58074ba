import { stampNow } from './ageing'
import { plain, type KeptProblem, type QueueItem, type StepItem } from './item'
import { judge, kept, leavesUncertain, pauseAfter } from './judging'
import { isUnsealed, sealOf } from './sealing'
import { send, sendStep, type Sending, type Transport } from './send'
import type { Shelf } from './shelf'
import { Outdated } from './store'
import { Problem } from '@/core/problem'
import type { Seal } from '@/core/shapes'

/** What sending needs of the page around it. */
export interface Line {
  shelf: Shelf
  transport: Transport
  owner: string
  /** Whether the owner is still the one who is signed in here. */
  open: () => boolean
  /** An item has changed. */
  told: (item: QueueItem) => void
  progress: (sha256: string, sent: number) => void
  /** Whether an item that may still be taken back is let go by now. */
  released: (item: QueueItem) => Promise<boolean>
  /** Until when an item rests, by the page's stopwatch (milliseconds). */
  rests: Map<string, number>
  /** Makes the seal of an item that has none yet; as `sealing.ts` does unless said otherwise. */
  sealOf?: (item: QueueItem) => Promise<Seal | null>
  /** Set while nothing goes before the owner has signed in again. */
  signIn: () => void
}

/** So many without any answer in a row: there is no network, the others are left in peace until the next time. */
const mostUnanswered = 3

/**
 * Sends what waits, one after the other, those first that have failed least: what is stuck blocks nobody. Returns in how many
 * milliseconds to come again; null when nothing waits for time alone.
 */
export async function runLine(line: Line): Promise<number | null> {
  const tried = new Set<string>()
  let unanswered = 0
  while (line.open() && unanswered < mostUnanswered) {
    const all = await line.shelf.all(line.owner)
    const item = await nextOf(all, line, tried)
    if (item === null) break
    tried.add(item.id)
    const problem = await attempt(item, line)
    if (problem !== null && judge(problem, item.tries) === 'sign-in') { line.signIn(); return null }
    unanswered = problem?.status === 0 && problem.kind === '' ? unanswered + 1 : 0
  }
  return untilNext(await line.shelf.all(line.owner), line)
}

const waits = (item: QueueItem): boolean => item.state === 'queued' || item.state === 'sending'

/** A step goes after the one before it on the same case. */
function isBehind(item: QueueItem, all: readonly QueueItem[]): boolean {
  return item.kind === 'step' && item.after !== null && all.some((one) => one.id === item.after && one.state !== 'sent')
}

async function nextOf(all: readonly QueueItem[], line: Line, tried: ReadonlySet<string>): Promise<QueueItem | null> {
  const candidates = [...all].sort((a, b) => a.tries - b.tries || a.order - b.order)
  for (const item of candidates) {
    if (tried.has(item.id) || isBehind(item, all) || (line.rests.get(item.id) ?? 0) > performance.now()) continue
    if (waits(item) || (item.state === 'held' && await line.released(item))) return item
  }
  return null
}

/** Milliseconds until the first that rests may be tried again. */
function untilNext(all: readonly QueueItem[], line: Line): number | null {
  const waiting = all.filter((item) => item.state === 'held' || (waits(item) && !isBehind(item, all)))
  if (waiting.length === 0) return null
  const moments = waiting.map((item) => (line.rests.get(item.id) ?? 0) - performance.now())
  return Math.max(1000, Math.min(...moments))
}

/** Tries one item once. Returns what went wrong, null when it is through or was taken back in the last moment. */
async function attempt(item: QueueItem, line: Line): Promise<KeptProblem | null> {
  const working = await claim(item, line)
  if (working === null) return null
  const sending: Sending = {
    transport: line.transport,
    bytesOf: (sha256) => line.shelf.readPhoto(working.id, sha256),
    note: () => write(working, line),
    progress: line.progress,
  }
  try {
    if (isUnsealed(working)) {
      working.seal = await (line.sealOf ?? sealOf)(working)
      if (working.seal !== null) await write(working, line) // the same seal goes every time
    }
    await deliver(working, line, sending)
    return null
  } catch (thrown) {
    const problem = kept(problemOf(thrown))
    await putBack(working, problem, line)
    return problem
  }
}

/** What went wrong with this item alone; trouble with the phone's store itself is thrown on, for it concerns all. */
function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (thrown instanceof DOMException || thrown instanceof Outdated) throw thrown
  return new Problem(0, { type: 'phone/fault', detail: String(thrown) })
}

/** Marks an item as under way, as it now stands: the person may have taken it back since the list was read. */
async function claim(item: QueueItem, line: Line): Promise<QueueItem | null> {
  try {
    const claimed = await line.shelf.change(item.id, (now) => (
      now.state === 'queued' || now.state === 'sending' || now.state === 'held' ? { ...now, state: 'sending', holder: null } : null
    ))
    if (claimed !== null) line.told(claimed)
    return claimed
  } catch (thrown) {
    if (!isFull(thrown)) throw thrown
    return { ...item, state: 'sending' } // a full phone must be able to send: that is what frees it
  }
}

const isFull = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === 'QuotaExceededError'

async function write(item: QueueItem, line: Line): Promise<void> {
  line.told(item)
  try {
    await line.shelf.keepItem(plain(item))
  } catch (thrown) {
    if (!isFull(thrown)) throw thrown
  }
}

async function deliver(item: QueueItem, line: Line, sending: Sending): Promise<void> {
  const through = { state: 'sent', problem: null, uncertain: false } as const
  if (item.kind === 'report') {
    const receipt = await send(item, sending)
    await finish({ ...item, ...through, receipt, sent: stampNow() }, line)
  } else {
    const { detail, reached } = await sendStep(item, sending)
    await standOn(item, reached, line)
    await finish({ ...item, ...through, sent: stampNow(), outcome: { version: detail.version, state: detail.state, number: detail.number } }, line)
  }
}

/** Lets go of the bytes. On a phone that cannot even note that, the item goes altogether: the server has it. */
async function finish(item: QueueItem, line: Line): Promise<void> {
  try {
    await line.shelf.finish(plain(item))
  } catch (thrown) {
    if (!isFull(thrown)) throw thrown
    await line.shelf.dropItem(item.id)
  }
  line.rests.delete(item.id)
  line.told(item)
}

/** The person made the following steps on what this one leads to: they now know its version. */
async function standOn(item: StepItem, reached: number, line: Line): Promise<void> {
  for (const next of await line.shelf.all(line.owner)) {
    if (next.kind !== 'step' || next.after !== item.id || next.state === 'sent') continue
    const changed = await line.shelf.change(next.id, (now) => ({ ...now, version: reached }))
    if (changed !== null) line.told(changed)
  }
}

/** Nothing is dropped: the item stays with what happened, and comes again by itself or waits for the person. */
async function putBack(item: QueueItem, problem: KeptProblem, line: Line): Promise<void> {
  const tries = item.tries + 1
  const uncertain = item.uncertain && (problem.photo !== null || problem.status === 401 || problem.status === 429 || leavesUncertain(problem))
  const verdict = judge(problem, tries)
  if (verdict === 'later') line.rests.set(item.id, performance.now() + pauseAfter(tries, problem.retryAfter))
  await write({ ...item, state: verdict === 'person' ? 'stuck' : 'queued', problem, tries, uncertain }, line)
}
