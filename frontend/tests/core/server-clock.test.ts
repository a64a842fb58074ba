import { afterEach, describe, expect, it } from 'vitest'
import { byMachine, byServer, setByHeader } from '@/core/server-clock'

const seven = Date.parse('2026-11-26T07:00:00+08:00')
const day = 86_400_000
/** The server says it is seven; this machine says that it is so much later. */
const met = (fast: number): void => { setByHeader(new Date(seven).toUTCString(), seven + fast) }

afterEach(() => { met(0) })

describe('a moment of this machine by the server’s clock', () => {
  it.each([['a day fast', day], ['a day slow', -day], ['an hour fast', 3_600_000]])('is put right when it is %s', (_how, fast) => {
    met(fast)
    expect(byServer(seven + fast + 5 * 60_000)).toBe(seven + 5 * 60_000)
    expect(byMachine(byServer(seven))).toBe(seven)
  })

  it('stays as it is when the clock is seconds off, so that the same moment sent twice is the same', () => {
    met(20_000)
    expect(byServer(seven)).toBe(seven)
  })
})
