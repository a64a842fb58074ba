import { reportOf, unlisted, type Item, type KeptPhoto } from './item'
import { Problem } from '@/core/problem'
import type { Receipt, Report } from '@/core/shapes'

/** The way to the server. Each throws Problem when it did not succeed. */
export interface Transport {
  /** Stores bytes under their hash; tells how many have left so far. */
  putPhoto: (sha256: string, bytes: ArrayBuffer, type: string, onBytes: (sent: number) => void) => Promise<void>
  putCase: (id: string, report: Report) => Promise<Receipt>
}

export interface Sending {
  transport: Transport
  /** The photo's bytes from the phone's store; undefined when they are gone. */
  bytesOf: (sha256: string) => Promise<ArrayBuffer | undefined>
  /** Called after every change of a photo's state and on progress, `sent` of `photo.bytes`. */
  onPhoto: (photo: KeptPhoto, sent: number) => Promise<void> | void
}

/** Marks which photo a failed call was about. */
export class PhotoProblem extends Problem {
  constructor(problem: Problem, readonly sha256: string) {
    super(problem.status, problem.body, problem.retryAfter)
  }
}

async function sendPhoto(photo: KeptPhoto, sending: Sending): Promise<void> {
  const bytes = await sending.bytesOf(photo.sha256)
  if (bytes === undefined) throw new PhotoProblem(new Problem(0, { type: 'phone/photo-lost' }), photo.sha256)
  photo.state = 'sending'
  await sending.onPhoto(photo, 0)
  try {
    await sending.transport.putPhoto(photo.sha256, bytes, photo.type, (sent) => { void sending.onPhoto(photo, sent) })
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    photo.state = isRefusal(thrown) ? 'refused' : 'kept'
    await sending.onPhoto(photo, 0)
    throw new PhotoProblem(thrown, photo.sha256)
  }
  photo.state = 'sent'
  await sending.onPhoto(photo, photo.bytes)
}

/** The server will not have these very bytes however often they are sent. A hash that differs is damage on the way. */
const isRefusal = (problem: Problem): boolean => [413, 415, 422].includes(problem.status) && problem.kind !== 'hash-differs'

/** The hashes a 424 names, whatever else it says; all of the item's when it names none. */
function namedMissing(item: Item, problem: Problem): KeptPhoto[] {
  const said = JSON.stringify(problem.body)
  const named = item.photos.filter((photo) => said.includes(photo.sha256))
  return named.length > 0 ? named : item.photos
}

/**
 * Sends an item: each photo under its hash, then the case under its own id. Safe to call again at any time with the
 * same item; photos already there are not sent twice. A 424 makes it send the missing photos once more.
 *
 * Returns the receipt, which lists every hash of the item. Throws Problem (PhotoProblem when a photo is the matter);
 * kind `receipt-incomplete` when the server's receipt does not list every photo.
 */
export async function send(item: Item, sending: Sending): Promise<Receipt> {
  const report = reportOf(item)
  const sendMissing = async () => {
    for (const photo of item.photos) if (photo.state !== 'sent') await sendPhoto(photo, sending)
  }
  await sendMissing()
  let receipt: Receipt
  try {
    receipt = await sending.transport.putCase(item.id, report)
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.status !== 424) throw thrown
    for (const photo of namedMissing(item, thrown)) photo.state = 'kept'
    await sendMissing()
    receipt = await sending.transport.putCase(item.id, report)
  }
  if (unlisted(item, receipt).length > 0) throw new Problem(200, { type: 'phone/receipt-incomplete' })
  return receipt
}
