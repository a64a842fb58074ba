import { describe, expect, it } from 'vitest'
import { worthKeeping, type TrackPoint } from '@/duty/track'

const density = { metres: 20, seconds: 60 }
const seven = Date.parse('2026-11-26T07:00:00+08:00')
const point = (seconds: number, north: number, accuracy_m = 6): TrackPoint =>
  ({ at: seven + seconds * 1000, lon: 118.1602, lat: 36.1861 + north / 111_195, accuracy_m })
const last = point(0, 0)

describe('a point of the track', () => {
  it.each([
    ['the first', null, point(0, 0), true],
    ['20 metres on', last, point(5, 21), true],
    ['10 metres on', last, point(5, 10), false],
    ['a minute later on the same spot', last, point(60, 0), true],
    ['59 seconds later on the same spot', last, point(59, 0), false],
    ['30 metres on, within a fix of ±80', last, point(5, 30, 80), false],
    ['far too rough', last, point(120, 500, 400), false],
    ['from before the last one', last, point(-5, 100), false],
  ] as const)('%s is kept: %#', (_what, before, fresh, kept) => { expect(worthKeeping(before, fresh, density)).toBe(kept) })

  it('makes of an hour at a walk, one fix a second, a few hundred points at most', () => {
    let held: TrackPoint | null = null
    let kept = 0
    for (let second = 0; second < 3600; second++) {
      const fresh = point(second, second * 1.2)
      if (worthKeeping(held, fresh, density)) { held = fresh; kept++ }
    }
    expect(kept).toBeGreaterThan(150)
    expect(kept).toBeLessThan(260)
  })
})
