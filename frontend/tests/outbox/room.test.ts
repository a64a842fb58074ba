import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Room from '@/outbox/room'

const megabyte = 1024 * 1024
let phone: typeof Room
let asked: string[]

/** A phone whose browser says so much of its storage. */
async function aPhone(estimate: () => Promise<{ usage?: number; quota?: number }>, lasting = false): Promise<void> {
  asked = []
  const storage = { estimate, persisted: () => Promise.resolve(lasting), persist: () => { asked.push('persist'); return Promise.resolve(true) } }
  vi.stubGlobal('navigator', { storage })
  phone = await import('@/outbox/room')
}
beforeEach(() => { vi.resetModules() })
afterEach(() => { vi.unstubAllGlobals() })

describe('room on the phone', () => {
  it.each([[24, true], [23, false]])('with %i MB free a photo of 8 MB: %s, something is to spare', async (free, fits) => {
    await aPhone(() => Promise.resolve({ usage: 76 * megabyte, quota: (76 + free) * megabyte }))
    expect(await phone.roomFor(8 * megabyte)).toBe(fits)
  })

  it.each([
    ['is silent', () => Promise.resolve({})],
    ['refuses to say', () => Promise.reject(new Error('insecure'))],
  ])('is believed to be there where the browser %s: writing will tell', async (_how, estimate) => {
    await aPhone(estimate)
    expect(await phone.roomFor(8 * megabyte)).toBe(true)
    expect(phone.room.value).toBeNull()
  })

  it('is asked to last once and no more', async () => {
    await aPhone(() => Promise.resolve({ usage: 0, quota: 1 }), true)
    await phone.askToLast()
    await phone.askToLast()
    expect(asked).toEqual(['persist'])
    expect(phone.room.value?.lasting).toBe(true)
  })
})
