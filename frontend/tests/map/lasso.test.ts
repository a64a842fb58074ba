import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aCase } from '../cases/a-case'
import { drawnFacilities } from '@/map/facilities'
import { caughtIn, inside, type Loop } from '@/map/lasso'
import { drawnPeople } from '@/map/people'
import { everything } from '@/map/wanted'
import { byDistance, type OnDuty } from '@/people/on-duty'

const asked = vi.fn()
type Query = Record<string, unknown>
let answers: (path: string, query: Query) => unknown = () => ({ items: [], next: null })
vi.mock('@/core/api', () => ({
  answer: (call: unknown) => Promise.resolve(call),
  api: { GET: (path: string, { params }: { params: { query: Query } }) => { asked(path, params.query); return answers(path, params.query) } },
}))
beforeEach(() => { asked.mockClear() })

/** Around a bay: the middle of the box lies outside. */
const horseshoe: Loop = [[118, 36], [118.3, 36], [118.3, 36.3], [118.2, 36.3], [118.2, 36.1], [118.1, 36.1], [118.1, 36.3], [118, 36.3]]

describe('what a line is drawn around', () => {
  it.each([['in one arm', 118.05, 36.2, true], ['in the bay', 118.15, 36.2, false], ['at the foot', 118.15, 36.05, true], ['beside it', 118.35, 36.1, false], ['above it', 118.05, 36.31, false]])(
    'is caught %s as it should', (_where, lon, lat, caught) => { expect(inside(horseshoe, [lon, lat])).toBe(caught) })

  it('is read within the box and sorted out by the line', async () => {
    const at = (id: string, lon: number, lat: number) => aCase({ id, location: { lon, lat, accuracy_m: 9 } })
    answers = (_path, { overdue }) => ({ items: overdue === true ? [at('arm', 118.05, 36.2), at('bay', 118.15, 36.2)] : [], next: null })
    const { items, inside: many } = await caughtIn(horseshoe, { ...everything, battle: '2' })
    expect([items.map(({ id }) => id), many]).toEqual([['arm'], 1])
    expect(asked).toHaveBeenCalledWith('/api/cases', expect.objectContaining({ bbox: '118.000000,36.000000,118.300000,36.300000', battle: 2, sort: 'due_at' }))
  })
  it('is open: what is late first, and nothing that has ended unless only that is wanted', async () => {
    answers = () => ({ items: [], next: null })
    await caughtIn(horseshoe, { ...everything, state: ['CLOSED', 'ACCEPTED'] })
    await caughtIn(horseshoe, { ...everything, state: ['CLOSED'] })
    expect(asked.mock.calls.map((call) => call[1] as Query).map(({ state, overdue }) => [state, overdue]))
      .toEqual([[['ACCEPTED'], true], [['ACCEPTED'], false], [['CLOSED'], undefined]])
  })
  it('is read page after page as long as the box has more, for the box is larger than the loop', async () => {
    answers = (_path, { overdue, after }) => overdue === true ? { items: [], next: null } : after === 'second' ? { items: [aCase({ id: 'arm', location: { lon: 118.05, lat: 36.2, accuracy_m: 9 } })], next: null }
      : { items: Array.from({ length: 200 }, (_, index) => aCase({ id: `bay-${index}`, location: { lon: 118.15, lat: 36.2, accuracy_m: 9 } })), next: 'second' }
    expect((await caughtIn(horseshoe, everything)).items.map(({ id }) => id)).toEqual(['arm'])
  })
  it('is cut at two hundred, and said to be: so many lie inside, so many are taken', async () => {
    const location = { lon: 118.05, lat: 36.2, accuracy_m: 9 }
    const points = Array.from({ length: 301 }, (_, index) => ({ geometry: { coordinates: [index === 0 ? 118.15 : 118.05, 36.2] } }))
    answers = (path, { after }) => path === '/api/cases.geojson' ? { features: points, truncated: false }
      : { items: Array.from({ length: 150 }, (_, index) => aCase({ id: `${String(after)}-${index}`, location })), next: 'more' }
    const caught = await caughtIn(horseshoe, everything)
    expect([caught.items.length, caught.inside, caught.counted]).toEqual([200, 300, true])
  })
  it('of a mere stroke is nothing, and nobody is asked', async () => {
    expect(await caughtIn([[118, 36], [118.1, 36]], everything)).toEqual({ items: [], inside: 0, counted: true })
    expect(asked).not.toHaveBeenCalled()
  })
})

describe('stall-guide points and parking', () => {
  const place = (code: string, kind: string, more: object) => ({ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [118, 36] }, properties: { code, name: code, kind, schematic: false, hours: '', places: null, ...more } })
  const all = { type: 'FeatureCollection' as const, features: [place('东门', 'guide', { schematic: true, hours: '06:00–20:00', places: 40 }), place('车站', 'parking', {})] }
  it('stand on the map when they are wanted, with what is known of them', () => {
    expect(drawnFacilities(all, []).features).toEqual([])
    expect(drawnFacilities(all, ['guide', 'parking']).features.map(({ properties }) => [properties?.sign, properties?.label] as unknown))
      .toEqual([['疏', '东门（示意）\n06:00–20:00 · 40 位'], ['停', '车站']])
  })
})

describe('people on duty', () => {
  const one = (username: string, lon: number | null, at = '2026-03-02T01:00:00Z') => ({
    username, name: username, unit: null, since: at, at, location: lon === null ? null : { lon, lat: 36, accuracy_m: 9 },
  }) as OnDuty
  it('stand on the map with the age of what is known, old news paler', () => {
    const { features } = drawnPeople([one('near', 118), one('nowhere', null), one('old', 118.1, '2026-03-02T00:00:00Z')], Date.parse('2026-03-02T01:03:00Z'))
    expect(features.map(({ properties }) => [properties?.label, properties?.old] as unknown)).toEqual([['near · 3 分钟前', false], ['old · 1 小时前', true]])
  })
  it('are sorted by how far they are', () => {
    const found = byDistance([one('far', 118.2), one('nowhere', null), one('near', 118.01)], { lon: 118, lat: 36 })
    expect(found.map(({ one: { username }, metres }) => [username, Math.round(metres / 100)])).toEqual([['near', 9], ['far', 180]])
  })
})
