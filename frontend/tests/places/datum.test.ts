/** datum_vectors.json is the server's own table (tests/places), a copy: both ports are held to it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bd09, gcj02 } from '@/places/datum'
import { lengthText, metresBetween } from '@/places/distance'

interface Place { name?: string; wgs84: [number, number]; gcj02?: [number, number]; bd09?: [number, number] }
const { places } = JSON.parse(readFileSync(new URL('datum_vectors.json', import.meta.url), 'utf8')) as { places: Place[] }
const spot = ([lon, lat]: [number, number]) => ({ lon, lat })

describe('what other maps call a place', () => {
  it.each(places)('agrees with the table at $wgs84', ({ wgs84, gcj02: amap, bd09: baidu }) => {
    if (amap !== undefined) expect(metresBetween(gcj02(spot(wgs84)), spot(amap))).toBeLessThan(1)
    if (baidu !== undefined) expect(metresBetween(bd09(spot(wgs84)), spot(baidu))).toBeLessThan(1)
  })

  it('lies half a kilometre off at the county seat, and nowhere outside China', () => {
    const seat = { lon: 118.1602, lat: 36.1861 }
    expect(metresBetween(seat, gcj02(seat))).toBeGreaterThan(500)
    expect(gcj02({ lon: 2.35, lat: 48.86 })).toEqual({ lon: 2.35, lat: 48.86 })
  })
})

describe('a distance', () => {
  it('is measured on the globe', () => {
    expect(metresBetween({ lon: 118, lat: 36 }, { lon: 118, lat: 37 })).toBeCloseTo(111_195, -1)
  })
  it.each([[35.4, '35 m'], [283, '280 m'], [1234, '1.2 km'], [23_400, '23 km']])('%d reads %s', (metres, text) => {
    expect(lengthText(metres)).toBe(text)
  })
})
