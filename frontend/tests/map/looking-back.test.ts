import { describe, expect, it } from 'vitest'
import type { Areas } from '@/map/base/areas'
import type { ToneName } from '@/map/base/ink'
import type { Bounds } from '@/map/inView'
import { asSpot } from '@/map/overlay'
import { clock, stoodAt, tallyOfFilm, type Replay } from '@/map/replay'
import { levelFrom, levelsOf, shaded, shown } from '@/map/shading'
import { drawsLiveCases, viewFrom, views } from '@/map/views'
import { everything, type Wanted } from '@/map/wanted'
import type { GroupFigures } from '@/figures/figures'

const tones = new Map<string, ToneName>([['DISPATCHED', 'waiting'], ['ACCEPTED', 'active'], ['CLOSED', 'done']])
const replay: Replay = {
  day: '2026-03-02', began: '2026-03-01T16:00:00Z', ended: '2026-03-02T16:00:00Z', truncated: false, more: 0,
  cases: [
    { id: 'old', number: '1', lon: 118.1, lat: 36.1, urgent: false, was: 'ACCEPTED', stands: 'CLOSED', due: 32_400, presses: null },
    { id: 'new', number: '2', lon: 118.2, lat: 36.2, urgent: true, was: null, stands: 'ACCEPTED', due: 90_000, presses: 90_000 },
    { id: 'waiting', number: '3', lon: 118.3, lat: 36.3, urgent: false, was: 'FEEDBACK', stands: 'FEEDBACK', due: 0, presses: 50_000 },
  ],
  steps: [{ at: 28_800, case: 1, state: 'DISPATCHED' }, { at: 36_000, case: 0, state: 'CLOSED' }, { at: 36_600, case: 1, state: 'ACCEPTED' }],
}

describe('a day played again', () => {
  const told = (at: number) => {
    const { cases, soFar } = stoodAt(replay, at, tones, everything)
    return [cases.features.filter(({ properties }) => properties?.id !== 'waiting').map(({ properties }) => `${String(properties?.id)} ${String(properties?.tone)}${properties?.fresh === true ? ' just now' : ''}`), soFar] as const
  }
  it.each([
    ['before anything happened', 0, ['old active'], { reported: 0, closed: 0, steps: 0 }],
    ['as a case comes in', 28_800, ['old active', 'new waiting just now'], { reported: 1, closed: 0, steps: 1 }],
    ['later', 30_000, ['old active', 'new waiting'], { reported: 1, closed: 0, steps: 1 }],
    ['in the evening', 80_000, ['old done', 'new active'], { reported: 1, closed: 1, steps: 3 }],
  ])('shows how cases stood %s', (_when, at, cases, soFar) => { expect(told(at)).toEqual([cases, soFar]) })
  it('shows what was late at that moment: by the unit\'s deadline, and where it waits still by the one that presses', () => {
    const late = (at: number, wanted = everything) => stoodAt(replay, at, tones, wanted).cases.features.filter(({ properties }) => properties?.overdue === true).map(({ properties }) => properties?.id as string)
    expect([30_000, 34_000, 40_000, 60_000].map((at) => late(at))).toEqual([[], ['old'], [], ['waiting']])
  })
  it('is narrowed by how cases stood then, and counted so in the frame', () => {
    const then = (wanted: Partial<Wanted>, bounds: Bounds = [118, 36, 119, 37]) => {
      const { byState, overdue } = tallyOfFilm(stoodAt(replay, 34_000, tones, { ...everything, ...wanted }).cases, bounds)
      return [...byState].map(([state, count]) => `${state} ${String(count)}`).concat(overdue > 0 ? `${String(overdue)} late` : [])
    }
    expect(then({})).toEqual(['ACCEPTED 1', 'DISPATCHED 1', 'FEEDBACK 1', '1 late'])
    expect(then({}, [118.15, 36, 119, 37])).toEqual(['DISPATCHED 1', 'FEEDBACK 1'])
    expect(then({ state: ['FEEDBACK'] })).toEqual(['FEEDBACK 1'])
    expect(then({ overdue: true })).toEqual(['ACCEPTED 1', '1 late'])
  })
  it('tells the time of the day', () => { expect([0, 28_800, 86_399].map(clock)).toEqual(['00:00', '08:00', '23:59']) })
})

describe('areas shaded by a figure', () => {
  const square = [[118, 36], [118.2, 36], [118.2, 36.2], [118, 36.2], [118, 36]]
  const area = (code: string) => ({ type: 'Feature' as const, properties: { code, name: code }, geometry: { type: 'Polygon' as const, coordinates: [square] } })
  const areas: Areas = { type: 'FeatureCollection', features: [area('a'), area('b'), area('c')] }
  const group = (code: string, reported: number, on_time_rate: number | null) => ({ code, name: code, reported, on_time_rate }) as GroupFigures
  const groups = [group('a', 40, 0.5), group('b', 10, null)]

  it('are as dark as their share of the highest count, and say it in their middle where something was counted', () => {
    const { features } = shaded(areas, groups, 'reported')
    expect(features.map(({ properties }) => properties?.share as unknown).filter((share) => share !== undefined)).toEqual([1, 0.25, 0])
    expect(features.map(({ properties }) => properties?.figure as unknown).filter((figure) => figure !== undefined)).toEqual(['40', '10'])
  })
  it('are of one level at a time, and say which levels have outlines', () => {
    const nested: Areas = { type: 'FeatureCollection', features: [...areas.features, ...(['county', 'village', 'grid'] as const).map((level) => {
      const of = area(`${level} of a`)
      return { ...of, properties: { ...of.properties, level } }
    })] }
    const villages = shaded(nested, [...groups, group('village of a', 3, null), group('', 30, null)], 'reported', 'village').features
    expect(villages.map(({ properties }) => [properties?.share, properties?.figure] as unknown)).toEqual([[1, undefined], [undefined, '3']])
    expect(shaded(nested, groups, 'reported').features).toEqual(shaded(areas, groups, 'reported').features)
    expect([levelsOf(nested), levelsOf(areas)]).toEqual([['town', 'village', 'grid'], ['town']])
    expect(['grid', 'county', undefined].map(levelFrom)).toEqual(['grid', 'town', 'town'])
  })
  it('by a rate are as dark as the rate, and say nothing of areas without one', () => {
    const { features } = shaded(areas, groups, 'on_time_rate')
    expect(features.map(({ properties }) => properties?.share as unknown).filter((share) => share !== undefined)).toEqual([0.5, 0, 0])
    expect(shown('on_time_rate', groups[1])).toBe('—')
  })
})

it('a spot knows its cases, the newest first', () => {
  const cases = [{ id: 'b', number: '2', state: 'FILED', reported_at: '2026-03-02T01:00:00Z' }, { id: 'a', number: '1', state: 'CLOSED', reported_at: '2026-03-01T01:00:00Z' }]
  const [spot] = asSpot({ type: 'Feature', geometry: { type: 'Point', coordinates: [118.1, 36.1] }, properties: { id: 'b', times: 2, times_told: cases } })
  expect([spot?.id, spot?.times, spot?.at, spot?.cases]).toEqual(['b', 2, [118.1, 36.1], cases])
})
it('is drawn around only where the pins are the cases of now', () => { expect(views.filter(drawsLiveCases)).toEqual(['pins']) })
it('an unknown view is that of the cases', () => { expect([viewFrom('heat'), viewFrom('upside down'), viewFrom(undefined)]).toEqual(['heat', 'pins', 'pins']) })
