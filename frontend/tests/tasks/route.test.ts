import { describe, expect, it } from 'vitest'
import { waysTo } from '@/tasks/navigate'
import { inWalkingOrder, lengthOf } from '@/tasks/route'

const seat = { lon: 118.1602, lat: 36.1861 }
/** So many metres east and north of the county seat. */
const at = (name: string, east: number, north: number) => ({ name, lon: seat.lon + east / 89_740, lat: seat.lat + north / 111_195 })
const names = (stops: readonly { name: string }[]): string => stops.map((stop) => stop.name).join('')

/** Every order there is; for few stops only. */
function* orders<T>(stops: readonly T[]): Generator<T[]> {
  if (stops.length === 0) yield []
  for (const [index, stop] of stops.entries()) {
    for (const rest of orders([...stops.slice(0, index), ...stops.slice(index + 1)])) yield [stop, ...rest]
  }
}

describe('the order in which to go', () => {
  it('takes the nearest first along a street', () => {
    expect(names(inWalkingOrder(seat, [at('c', 900, 0), at('a', 100, 0), at('b', 500, 0)]))).toBe('abc')
  })

  it('turns round the crossing that always going to the nearest leaves', () => {
    const stops = [at('a', 0, 100), at('b', 0, -150), at('c', 0, 320), at('d', 0, -600)]
    const way = inWalkingOrder(seat, stops)
    expect(lengthOf(seat, way)).toBeLessThanOrEqual(lengthOf(seat, stops) - 100)
  })

  it('is within a tenth of the shortest there is, for any seven stops', () => {
    let random = 7
    const next = (): number => { random = (random * 1_103_515_245 + 12_345) % 2_147_483_648; return random / 2_147_483_648 }
    for (let round = 0; round < 5; round++) {
      const stops = Array.from({ length: 7 }, (_, index) => at(String(index), (next() - 0.5) * 4000, (next() - 0.5) * 4000))
      const best = Math.min(...[...orders(stops)].map((way) => lengthOf(seat, way)))
      const way = inWalkingOrder(seat, stops)
      expect(way.map((stop) => stop.name).sort()).toEqual(stops.map((stop) => stop.name))
      expect(lengthOf(seat, way)).toBeLessThanOrEqual(best * 1.1)
    }
  })

  it('knows what to do with nothing and with one', () => {
    expect(inWalkingOrder(seat, [])).toEqual([])
    expect(names(inWalkingOrder(seat, [at('a', 5, 5)]))).toBe('a')
  })
})

describe('the way there', () => {
  it('is given to the phone in WGS-84 and to AMap in its own datum', () => {
    const ways = waysTo(seat, '店外经营')
    expect(ways.phone).toBe(`geo:36.186100,118.160200?q=36.186100,118.160200(${encodeURIComponent('店外经营')})`)
    const [lon, lat] = /to=([\d.]+),([\d.]+)/.exec(ways.amap)?.slice(1).map(Number) ?? []
    expect(lon).toBeCloseTo(118.16612, 4)
    expect(lat).toBeCloseTo(36.1863, 4)
  })
})
