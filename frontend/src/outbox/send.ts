import { claimOf, reportOf, unlisted, type Item, type KeptPhoto, type QueueItem, type StepItem } from './item'
import { Problem } from '@/core/problem'
import type { CaseDetail, Move, Receipt, Report } from '@/core/shapes'

/** How much of a photo the server has. `complete`: all of it, and safely. */
export interface Reached { offset: number; complete: boolean }
/** A case after a step. `reached`: the version the step led to; the case may have moved on since. */
export interface Stepped { detail: CaseDetail; reached: number }

/** The way to the server. Each throws Problem when it did not succeed, also where the answer was not our server's. */
export interface Transport {
  /** Stores bytes under their hash; tells how many have left so far. */
  putPhoto: (sha256: string, bytes: ArrayBuffer, type: string, onBytes: (sent: number) => void) => Promise<void>
  /** How much of a photo has arrived. */
  askPhoto: (sha256: string) => Promise<Reached>
  /** Sends bytes from `offset` on; `total` is the whole photo's size. */
  patchPhoto: (sha256: string, bytes: ArrayBuffer, offset: number, total: number, onBytes: (sent: number) => void) => Promise<Reached>
  putCase: (id: string, report: Report) => Promise<Receipt>
  postStep: (caseId: string, operation: string, move: Move) => Promise<Stepped>
}

export interface Sending {
  transport: Transport
  /** The photo's bytes from the phone's store; undefined when they are gone. */
  bytesOf: (sha256: string) => Promise<ArrayBuffer | undefined>
  /** A photo's state has changed; it is written down before what follows. */
  note: () => Promise<void>
  /** `sent` bytes of a photo have left so far. */
  progress: (sha256: string, sent: number) => void
}

/** Marks which photo a failed call was about. */
export class PhotoProblem extends Problem {
  constructor(problem: Problem, readonly sha256: string) {
    super(problem.status, problem.body, problem.retryAfter)
  }
}

/** Bytes that go in one piece after a break: on a bad line a piece gets through where the whole does not. */
export const piece = 512 * 1024
/** How often it may turn out that we are not where we thought, before it is left for the next time. */
const mostTurns = 3

/** Goes on from where the server stands, piece by piece; from the beginning where what it has is of no use. */
async function resume(photo: KeptPhoto, bytes: ArrayBuffer, sending: Sending): Promise<void> {
  const { transport } = sending
  const tell = (from: number) => (sent: number) => { sending.progress(photo.sha256, from + sent) }
  let reached = await transport.askPhoto(photo.sha256)
  for (let turns = 0; !reached.complete;) {
    const from = reached.offset
    if (from === 0 || from > bytes.byteLength || turns >= mostTurns) {
      await transport.putPhoto(photo.sha256, bytes, photo.type, tell(0))
      return
    }
    tell(from)(0)
    try {
      reached = await transport.patchPhoto(photo.sha256, bytes.slice(from, from + piece), from, bytes.byteLength, tell(from))
      if (reached.offset <= from) turns++
    } catch (thrown) {
      const astray = thrown instanceof Problem && ['wrong-offset', 'no-upload', 'hash-differs'].includes(thrown.kind)
      if (!astray || ++turns >= mostTurns) throw thrown
      reached = await transport.askPhoto(photo.sha256) // another attempt of ours got there first, or what was there is void
    }
  }
}

async function sendPhoto(photo: KeptPhoto, sending: Sending): Promise<void> {
  const bytes = await sending.bytesOf(photo.sha256)
  if (bytes === undefined) throw new PhotoProblem(new Problem(0, { type: 'phone/photo-lost' }), photo.sha256)
  const broken = photo.begun === true
  Object.assign(photo, { state: 'sending', begun: true })
  await sending.note()
  try {
    if (broken) await resume(photo, bytes, sending)
    else await sending.transport.putPhoto(photo.sha256, bytes, photo.type, (sent) => { sending.progress(photo.sha256, sent) })
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    photo.state = isRefusal(thrown) ? 'refused' : 'kept'
    await sending.note()
    throw new PhotoProblem(thrown, photo.sha256)
  }
  photo.state = 'sent'
  sending.progress(photo.sha256, photo.bytes)
  await sending.note()
}

/** The server will not have these very bytes however often they are sent. A hash that differs is damage on the way. */
const isRefusal = (problem: Problem): boolean => [413, 415, 422].includes(problem.status) && problem.kind !== 'hash-differs'

/** The photos a 424 names, whatever else it says; all of the item's when it names none. */
function namedMissing(item: QueueItem, problem: Problem): KeptPhoto[] {
  const said = JSON.stringify(problem.body)
  const named = item.photos.filter((photo) => said.includes(photo.sha256))
  return named.length > 0 ? named : item.photos
}

/** Sends what is missing of the photos, then the rest; once more where the server has lost some of them. */
async function photosThen<T>(item: QueueItem, sending: Sending, whole: () => Promise<T>): Promise<T> {
  const sendMissing = async () => {
    for (const photo of item.photos) if (photo.state !== 'sent') await sendPhoto(photo, sending)
  }
  await sendMissing()
  item.uncertain = true // from here on the server may have it, whatever we hear
  await sending.note()
  try {
    return await whole()
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 424) throw thrown
    for (const photo of namedMissing(item, thrown)) Object.assign(photo, { state: 'kept', begun: true })
    item.uncertain = false
    await sendMissing()
    item.uncertain = true
    return whole()
  }
}

/**
 * Sends a report: each photo under its hash, then the case under its own id. Safe to call again at any time with the same
 * item: photos already there are not sent twice, broken ones go on where they stopped.
 *
 * Returns the receipt, which lists every hash of the item. Throws Problem (PhotoProblem when a photo is the matter);
 * kind `receipt-incomplete` when the server's receipt does not list every photo.
 */
export async function send(item: Item, sending: Sending): Promise<Receipt> {
  const report = { ...(item.said ?? reportOf(item)), ...(item.seal === null ? {} : { seal: item.seal }) }
  const receipt = await photosThen(item, sending, () => sending.transport.putCase(item.id, report))
  if (receipt.id !== item.id || unlisted(item, receipt.photos).length > 0) throw new Problem(200, { type: 'phone/receipt-incomplete' })
  return receipt
}

/**
 * Sends a step in the same way. Returns how the case stands once the answer shows the step done: the case has gone on
 * from the version the person saw, and lists every photo of the step.
 */
export async function sendStep(item: StepItem, sending: Sending): Promise<Stepped> {
  const photos = item.photos.map(claimOf)
  const move: Move = { ...item.body, version: item.version, photos, step_id: item.id, ...(item.seal === null ? {} : { seal: item.seal }) }
  const stepped = await photosThen(item, sending, () => sending.transport.postStep(item.caseId, item.operation, move))
  const listed = stepped.detail.photos.map((photo) => photo.sha256)
  if (stepped.detail.id !== item.caseId || stepped.reached <= item.version || unlisted(item, listed).length > 0) {
    throw new Problem(200, { type: 'phone/receipt-incomplete' })
  }
  return stepped
}
