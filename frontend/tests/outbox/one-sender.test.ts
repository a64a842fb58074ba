import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inMemory } from '@/outbox/memory-shelf'
import type { Shelf } from '@/outbox/shelf'

type Tab = typeof import('@/outbox/one-sender')

/** A tab of a browser without Web Locks. */
async function openTab(): Promise<Tab> {
  vi.resetModules()
  return import('@/outbox/one-sender')
}

let phone: Shelf
beforeEach(() => {
  vi.stubGlobal('navigator', {})
  vi.useFakeTimers()
  phone = inMemory()
})
afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers() })

/** Work that lasts until it is ended. */
function work() {
  let end: () => void = () => undefined
  const begun = vi.fn(() => new Promise<void>((resolve) => { end = resolve }))
  return { begun, end: () => { end() } }
}

describe('one sender where the browser has no locks', () => {
  it('is the first tab that asks, until it has done', async () => {
    const [one, other] = [await openTab(), await openTab()]
    const first = work()
    const done = one.oneSender(phone, first.begun)
    await vi.advanceTimersByTimeAsync(100)
    expect(await other.oneSender(phone, work().begun)).toBe(false)
    first.end()
    expect(await done).toBe(true)
    expect(await other.oneSender(phone, () => Promise.resolve())).toBe(true)
  })

  it('stays it for as long as it says so, however long that is', async () => {
    const [one, other] = [await openTab(), await openTab()]
    const first = work()
    void one.oneSender(phone, first.begun)
    for (let turn = 0; turn < 10; turn++) {
      await vi.advanceTimersByTimeAsync(5_000)
      expect(await other.oneSender(phone, work().begun)).toBe(false)
    }
    first.end()
  })

  it('is another one when it has fallen silent for twelve seconds', async () => {
    const other = await openTab()
    await phone.lease(() => ({ page: 'a tab that crashed', beat: 7 }))
    expect(await other.oneSender(phone, () => Promise.resolve())).toBe(false)
    await vi.advanceTimersByTimeAsync(11_900)
    expect(await other.oneSender(phone, () => Promise.resolve())).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(await other.oneSender(phone, () => Promise.resolve())).toBe(true)
  })

  it('lets go when the work fails', async () => {
    const [one, other] = [await openTab(), await openTab()]
    await expect(one.oneSender(phone, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await other.oneSender(phone, () => Promise.resolve())).toBe(true)
  })
})
