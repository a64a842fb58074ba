import { describe, expect, it } from 'vitest'
import { ageOf } from '@/outbox/ageing'

const minute = 60_000

describe('how long something has waited', () => {
  it.each([
    ['by the server’s clock, though the phone’s was set back a day', { phone: 0, server: 0 }, { phone: -1440 * minute, server: 5 * minute }, 5],
    ['by the phone’s where the server’s was not known then', { phone: 0, server: null }, { phone: 7 * minute, server: 900 * minute }, 7],
    ['by the phone’s where the server’s is not known now', { phone: 0, server: 0 }, { phone: 7 * minute, server: null }, 7],
    ['never less than nothing', { phone: 9 * minute, server: null }, { phone: 0, server: null }, 0],
  ])('is told %s', (_how, then, now, minutes) => {
    expect(ageOf(then, now)).toBe(minutes * minute)
  })
})
