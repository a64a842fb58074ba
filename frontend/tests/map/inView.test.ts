import { describe, expect, it } from 'vitest'
import type { CasePoint } from '@/core/shapes'
import { boxAround, covers, listed, tallied, widened, within, type Bounds, type CaseFeature } from '@/map/inView'

const town: Bounds = [118.1, 36.1, 118.2, 36.2]
function caseAt(number: string, lon: number, lat: number, more: Partial<CasePoint> = {}): CaseFeature {
  return {
    type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: {
      id: number, number, state: 'DISPATCHED', category: 'LL2-02', category_name: '流动摊贩', unit: 'ZFDD', unit_name: '执法大队',
      overdue: false, urgent: false, due_at: null, reported_at: '2023-02-01T08:00:00+08:00', demo: true, ...more,
    },
  }
}

describe('what stands in the frame', () => {
  it('lists the most pressing first: late ones, then by deadline, those without one after them, what has ended last', () => {
    const cases = [
      caseAt('5', 118.15, 36.15, { state: 'CLOSED', due_at: '2023-02-01T12:00:00+08:00' }),
      caseAt('4', 118.15, 36.15),
      caseAt('3', 118.15, 36.15, { due_at: '2023-02-03T12:00:00+08:00' }),
      caseAt('2', 118.15, 36.15, { due_at: '2023-02-03T11:00:00+08:00' }),
      caseAt('1', 118.15, 36.15, { due_at: '2023-02-02T12:00:00+08:00', overdue: true }),
      caseAt('0', 118.15, 36.15, { due_at: '2023-02-02T03:00:00Z', overdue: true }),
    ]
    expect(listed(cases, town).map(({ number }) => number)).toEqual(['0', '1', '2', '3', '4', '5'])
  })

  it('orders cases without a deadline by number, so that the list does not jump', () => {
    expect(listed([caseAt('20230201-0002', 118.15, 36.15), caseAt('20230201-0001', 118.15, 36.15)], town).map(({ number }) => number))
      .toEqual(['20230201-0001', '20230201-0002'])
  })

  it.each([
    ['inside', 118.15, 36.15, true], ['on the edge', 118.1, 36.2, true], ['east of it', 118.21, 36.15, false], ['north of it', 118.15, 36.21, false],
  ])('%s', (_where, lon, lat, seen) => {
    expect(within(town, [lon, lat])).toBe(seen)
    expect(listed([caseAt('1', lon, lat)], town)).toHaveLength(seen ? 1 : 0)
  })

  it('counts by state and the late ones', () => {
    const points = [caseAt('1', 0, 0), caseAt('2', 0, 0, { overdue: true }), caseAt('3', 0, 0, { state: 'CLOSED' })].map((one) => one.properties)
    const tally = tallied(points)
    expect([tally.total, tally.overdue, tally.byState.get('DISPATCHED'), tally.byState.get('CLOSED'), tally.byState.get('VOID')]).toEqual([3, 1, 2, 1, undefined])
  })
})

describe('bounds', () => {
  it('grow by a share on every side and still cover what they were', () => {
    const wider = widened(town, 0.5)
    expect(wider.map((degrees) => Number(degrees.toFixed(6)))).toEqual([118.05, 36.05, 118.25, 36.25])
    expect(covers(wider, town)).toBe(true)
    expect(covers(town, wider)).toBe(false)
  })
  it('stay on earth', () => { expect(widened([-179, -89, 179, 89], 1)).toEqual([-180, -90, 180, 90]) })
  it('close around places', () => {
    expect(boxAround([[118.2, 36.1], [118.1, 36.3]])).toEqual([118.1, 36.1, 118.2, 36.3])
    expect(boxAround([])).toBeNull()
  })
})
