import type { Said } from '@/core/language'
import { outboxWords as words } from '@/words/outbox'

/** The bytes read back are not the bytes written: the phone's storage cannot be trusted with this photo. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

/** Another page of a newer version of the app has taken over the store: this page must be loaded again. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}

/** What the person is told of a photo that is not kept: it cannot be read back, the phone is full, or it was never made. */
export function whyNotKept(thrown: unknown): Said {
  if (thrown instanceof Error && thrown.name === 'NotKept') return words.notKept
  return thrown instanceof DOMException ? words.full : words.notMade
}
