import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Asked } from '@/camera/framing.worker'

const made = new TextEncoder().encode('made').buffer
const original = new TextEncoder().encode('original').buffer

type Answers = (asked: Asked, worker: { onmessage?: (event: { data: unknown }) => void; onerror?: () => void }) => void

/** A browser whose worker answers so; a canvas of the page makes a JPEG, or nothing where the phone has no memory for it. */
async function browser(answers: Answers, page: Blob | null = new Blob([made]), brush: object | null = { drawImage: () => undefined }) {
  vi.stubGlobal('OffscreenCanvas', Object)
  vi.stubGlobal('Worker', class {
    onmessage?: (event: { data: unknown }) => void
    onerror?: () => void
    postMessage(asked: Asked): void { queueMicrotask(() => { answers(asked, this) }) }
  })
  const canvas = { getContext: () => brush, toBlob: (done: (blob: Blob | null) => void) => { done(page) } }
  vi.stubGlobal('document', { createElement: () => canvas })
  const { framer } = await import('@/camera/framing')
  let closed = 0
  const frame = { width: 4, height: 3, close: () => { closed++ } } as unknown as ImageBitmap
  return { framer, frame, closed: () => closed }
}
const cannot: Answers = ({ key, bytes }, worker) => { worker.onmessage?.({ data: { key, bytes: bytes ?? null } }) }
const breaks: Answers = (_asked, worker) => { worker.onerror?.() }

beforeEach(() => { vi.resetModules() })
afterEach(() => { vi.unstubAllGlobals() })

describe('a photo', () => {
  it('is made beside the page, and the frame let go', async () => {
    const { framer, frame, closed } = await browser(({ key }, worker) => { worker.onmessage?.({ data: { key, bytes: made } }) }, null)
    expect(await framer().encode(frame)).toBe(made)
    expect(closed()).toBe(1)
  })

  it.each([['cannot make it', cannot], ['breaks', breaks]])('is made on the page where the worker %s', async (_how, answers) => {
    const { framer, frame, closed } = await browser(answers)
    expect(new Uint8Array(await framer().encode(frame))).toEqual(new Uint8Array(made))
    expect(closed()).toBe(1)
  })

  it('that cannot be made there either is an error of its own, not a full phone', async () => {
    const { framer, frame } = await browser(cannot, null)
    const thrown: unknown = await framer().encode(frame).catch((reason: unknown) => reason)
    expect(thrown).toBeInstanceOf(Error)
    expect(thrown).not.toBeInstanceOf(DOMException)
  })

  it('is not a black one where there is no memory to draw it', async () => {
    const { framer, frame } = await browser(cannot, new Blob(['black']), null)
    await expect(framer().encode(frame)).rejects.toThrow()
  })

  it('that cannot be made smaller stays as it is', async () => {
    const { framer } = await browser(breaks)
    expect(await framer().shrink(original, 'image/jpeg')).toBe(original)
  })
})
