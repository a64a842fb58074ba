import { describe, expect, it } from 'vitest'
import { better, doubtAbout, fixFrom, locationFrom, pinnedAt, within, type Fix } from '@/places/fix'

const noon = Date.parse('2023-03-02T04:00:00Z')
const fix = (accuracy_m: number, at = noon): Fix => ({ lon: 118.1602, lat: 36.1861, accuracy_m, at, source: 'gps' })
const shutter = new Date(noon).toISOString()

describe('where a fix came from', () => {
  it.each([
    [8, 312, 'gps'], [45, 312, 'gps'], [20, null, 'gps'], [31, null, 'network'], [1500, null, 'network'],
  ])('±%i m with altitude %s is taken for %s', (accuracy, altitude, source) => {
    const position = { timestamp: noon, coords: { longitude: 118.1, latitude: 36.1, accuracy, altitude } }
    expect(fixFrom(position)).toMatchObject({ source, lon: 118.1, lat: 36.1, at: noon })
  })
})

describe('while framing, the phone keeps', () => {
  it('the first fix there is', () => { expect(better(null, fix(900)).accuracy_m).toBe(900) })
  it('the narrower of two', () => { expect(better(fix(30), fix(9, noon + 1000)).accuracy_m).toBe(9) })
  it('a narrow one for ten seconds', () => { expect(better(fix(9), fix(30, noon + 10_000)).accuracy_m).toBe(9) })
  it('but not longer, for the person walks', () => { expect(better(fix(9), fix(30, noon + 10_001)).accuracy_m).toBe(30) })
})

describe('the person is warned', () => {
  it.each([
    ['of nothing at 50 m', locationFrom(fix(50)), null],
    ['of a radius above 50 m', locationFrom(fix(50.1)), 'poor'],
    ['of a fix 61 s before the shutter', locationFrom(fix(8, noon - 61_000)), 'old'],
    ['of nothing a minute before', locationFrom(fix(8, noon - 60_000)), null],
    ['of nothing when the fix came after the shutter', locationFrom(fix(8, noon + 20_000)), null],
    ['of nothing at a place set by hand', pinnedAt(118.2, 36.2, noon - 3_600_000), null],
  ])('%s', (_name, location, doubt) => { expect(doubtAbout(location, shutter)).toBe(doubt) })
})

describe('a place set by hand', () => {
  it('says so, claims no accuracy, and is precise to a centimetre', () => {
    expect(pinnedAt(118.123456789, 36.987654321, noon)).toEqual({
      lon: 118.1234568, lat: 36.9876543, accuracy_m: null, fixed_at: shutter, source: 'manual',
    })
  })
})

describe('the county box', () => {
  const yiyuan = [117.8969, 35.9243, 118.5171, 36.3912]
  it.each([[118.1602, 36.1861, true], [117.8969, 35.9243, true], [116.4, 39.9, false], [36.1861, 118.1602, false]])(
    'holds %f, %f: %s', (lon, lat, inside) => { expect(within(yiyuan, lon, lat)).toBe(inside) })
})
