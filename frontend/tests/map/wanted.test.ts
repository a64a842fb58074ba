import { describe, expect, it } from 'vitest'
import { asked, countOf, everything, queryFrom, sightFrom, sightQuery, wantedFrom } from '@/map/wanted'

describe('the map’s address', () => {
  it('carries the filters there and back', () => {
    const wanted = {
      state: ['DISPATCHED', 'REWORK'], unit: 'ZFDD', category: 'LL2', area: '370323001', source: 'hotline', overdue: true,
      battle: '2', since: '2026-03-01', until: '2026-03-31',
    }
    expect(wantedFrom(queryFrom(wanted) as never)).toEqual(wanted)
    expect(countOf(wanted)).toBe(8)
    expect(asked(wanted)).toEqual({
      state: ['DISPATCHED', 'REWORK'], unit: ['ZFDD'], category: 'LL2', area: '370323001', source: 'hotline', overdue: true,
      battle: 2, reported_since: '2026-03-01', reported_until: '2026-03-31',
    })
  })

  it.each([['battle', 'first'], ['since', '1 March'], ['until', '2026-3-1']])('leaves out a %s it does not understand', (key, said) => {
    expect(wantedFrom({ [key]: said })).toEqual(everything)
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
