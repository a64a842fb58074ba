import { describe, expect, it } from 'vitest'
import { averaged, fixAtShutter } from '@/places/averaging'
import type { Fix } from '@/places/fix'

const noon = Date.parse('2023-03-02T04:00:00Z')
const metre = 1 / 111_195 // of latitude, degrees
/** A fix so many metres north of the seat's gate. */
const north = (metres: number, accuracy_m: number, at = noon, source: Fix['source'] = 'gps'): Fix =>
  ({ lon: 118.1602, lat: 36.1861 + metres * metre, accuracy_m, at, source })
const metresNorth = (fix: Fix | null): number => fix === null ? NaN : (fix.lat - 36.1861) / metre

describe('several fixes of one place', () => {
  it('are none when there are none', () => { expect(averaged([])).toBeNull() })
  it('are the one when there is one', () => { expect(averaged([north(3, 9)])).toEqual(north(3, 9)) })
  it('meet in the middle when they are equally sure', () => {
    expect(metresNorth(averaged([north(0, 10), north(6, 10)]))).toBeCloseTo(3, 3)
  })
  it('lean to the surer by the square of it', () => {
    expect(metresNorth(averaged([north(0, 5), north(10, 10)]))).toBeCloseTo(2, 3) // weights 4 : 1
  })
  it('leave out one that is elsewhere, by more than both claim', () => {
    expect(metresNorth(averaged([north(0, 8), north(1, 8), north(500, 20)]))).toBeCloseTo(0.5, 3)
  })
  it('keep a wide one that agrees', () => {
    const mean = metresNorth(averaged([north(0, 10), north(40, 100)]))
    expect(mean).toBeGreaterThan(0)
    expect(mean).toBeLessThan(1)
  })
  it('do not claim to be surer than the surest of them', () => {
    expect(averaged([north(0, 9), north(0, 9), north(0, 9), north(0, 9)])?.accuracy_m).toBe(9)
  })
  it('claim no less than their spread', () => {
    expect(averaged([north(0, 4), north(7, 4)])?.accuracy_m).toBeCloseTo(1.96 * 3.5, 2)
  })
  it('are as old as the newest used, and by satellite where most of the weight is', () => {
    const mean = averaged([north(0, 10, noon - 4000), north(0, 40, noon - 1000, 'network')])
    expect(mean).toMatchObject({ at: noon - 1000, source: 'gps' })
  })
  it('take a radius of nothing for a metre', () => {
    expect(metresNorth(averaged([north(0, 0), north(1, 1)]))).toBeCloseTo(0.5, 3)
  })
})

describe('at the shutter', () => {
  it('only the last ten seconds count, for the person may have walked', () => {
    expect(metresNorth(fixAtShutter([north(0, 5, noon - 11_000), north(8, 9, noon - 2000)], noon))).toBeCloseTo(8, 3)
  })
  it('an old fix is better than none, and keeps its age', () => {
    expect(fixAtShutter([north(0, 5, noon - 300_000), north(1, 5, noon - 90_000)], noon)).toEqual(north(1, 5, noon - 90_000))
  })
  it('there may be none', () => { expect(fixAtShutter([], noon)).toBeNull() })
})
