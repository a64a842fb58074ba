import { describe, expect, it } from 'vitest'
import { metresBetween } from '@/cases/near'
import { fitted, panned, zoomed } from '@/cases/zoom'

describe('cases nearby', () => {
  const here = { lon: 118.1602, lat: 36.1861 }
  it('measures as the ground does', () => {
    expect(metresBetween(here, { lon: here.lon, lat: here.lat + 0.001 })).toBeCloseTo(111.2, 1)
    expect(metresBetween(here, { lon: here.lon + 0.001, lat: here.lat })).toBeCloseTo(89.7, 1)
  })
})

describe('looking closely at a photo', () => {
  const frame = { width: 400, height: 300 }
  it('keeps the point under the finger where it is', () => {
    const view = zoomed(fitted, 2, 100, 50, frame)
    // The photo's point that lay at (100, 50) is drawn at scale × point + shift.
    expect(2 * 100 + view.x).toBe(100)
    expect(2 * 50 + view.y).toBe(50)
  })
  it('does not shrink below the frame nor grow without end', () => {
    expect(zoomed(fitted, 0.5, 0, 0, frame)).toEqual(fitted)
    expect(zoomed(zoomed(fitted, 100, 0, 0, frame), 100, 0, 0, frame).scale).toBe(8)
  })
  it('is not pushed out of its frame', () => {
    expect(panned(fitted, 50, 50, frame)).toEqual(fitted)
    expect(panned(zoomed(fitted, 2, 0, 0, frame), 999, -999, frame)).toEqual({ scale: 2, x: 200, y: -150 })
  })
})
