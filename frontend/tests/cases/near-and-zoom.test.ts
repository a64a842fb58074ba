import { describe, expect, it } from 'vitest'
import { aCase } from './a-case'
import { boxAround, metresBetween, nearest } from '@/cases/near'
import { fitted, panned, zoomed } from '@/cases/zoom'

describe('cases nearby', () => {
  const here = { lon: 118.1602, lat: 36.1861 }
  it('measures as the ground does', () => {
    expect(metresBetween(here, { lon: here.lon, lat: here.lat + 0.001 })).toBeCloseTo(111.2, 1)
    expect(metresBetween(here, { lon: here.lon + 0.001, lat: here.lat })).toBeCloseTo(89.7, 1)
  })
  it('asks for a box that holds the circle', () => {
    const [west, south, east, north] = boxAround(here, 100).split(',').map(Number) as [number, number, number, number]
    expect(metresBetween(here, { lon: west, lat: here.lat })).toBeCloseTo(100, 0)
    expect(metresBetween(here, { lon: here.lon, lat: north })).toBeCloseTo(100, 0)
    expect(east - here.lon).toBeCloseTo(here.lon - west, 6)
    expect(south).toBeLessThan(here.lat)
  })
  it('lists the nearest first, leaving out itself and the corners of the box', () => {
    const place = (id: string, north: number, east = 0) => aCase({ id, location: { lon: here.lon + east / 89_700, lat: here.lat + north / 111_195, accuracy_m: 5 } })
    const found = nearest(place('here', 0), [place('far', 90), place('here', 0), place('close', 20), place('corner', 95, 95)], 100)
    expect(found.map((one) => one.item.id)).toEqual(['close', 'far'])
    expect(found[0]?.metres).toBeCloseTo(20, 1)
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
