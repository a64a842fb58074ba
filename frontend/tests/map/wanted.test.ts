import { describe, expect, it } from 'vitest'
import { countOf, queryFrom, sightFrom, sightQuery, wantedFrom } from '@/map/wanted'

describe('the map’s address', () => {
  it('carries the filters there and back', () => {
    const wanted = { state: ['DISPATCHED', 'REWORK'], unit: 'ZFDD', category: 'LL2', overdue: true }
    expect(wantedFrom(queryFrom(wanted) as never)).toEqual(wanted)
    expect(countOf(wanted)).toBe(4)
  })

  it('says nothing of what is not set', () => {
    const nothing = wantedFrom({})
    expect(countOf(nothing)).toBe(0)
    expect(Object.values(queryFrom(nothing)).every((value) => value === undefined)).toBe(true)
  })

  it.each([
    ['one state, as a single value', { state: 'CLOSED' }, ['CLOSED']],
    ['an empty state', { state: '' }, []],
    ['a state without a value', { state: null }, []],
    ['several', { state: ['FILED', null, 'CLOSED'] }, ['FILED', 'CLOSED']],
  ])('reads %s', (_case, query, states) => { expect(wantedFrom(query).state).toEqual(states) })

  it('takes only overdue=1 for 只看超期', () => {
    expect(wantedFrom({ overdue: '1' }).overdue).toBe(true)
    expect(wantedFrom({ overdue: 'no' }).overdue).toBe(false)
  })

  it('carries the sight there and back to a metre', () => {
    const sight = sightFrom({ at: sightQuery({ lon: 118.160212, lat: 36.186098, zoom: 12.345 }) })
    expect(sight?.lon).toBeCloseTo(118.16021, 5)
    expect(sight?.lat).toBeCloseTo(36.1861, 5)
    expect(sight?.zoom).toBeCloseTo(12.35, 1)
  })

  it.each(['', '12', '12,36.1', '12,36.1,', 'a,b,c', '12,91,118', '12,36,181', '-1,36,118', '12,36,118,9', 'Infinity,36,118'])(
    'does not go to %j', (at) => { expect(sightFrom({ at })).toBeNull() })
})
