import { describe, expect, it } from 'vitest'
import type { PackCase, PackRules } from '@/pack/shapes'
import { likelyDoubles, ownReports, type AboutToReport } from '@/report/doubles'
import { wangsReport } from '../outbox/a-report'

const rules = {
  near_metres: 50, look_bits: 3,
  categories: [
    { code: 'LL2-02', lineage: ['LL2-02', 'LL2', 'LL', '*'] }, { code: 'LL2-01', lineage: ['LL2-01', 'LL2', 'LL', '*'] },
    { code: 'HW-01', lineage: ['HW-01', 'HW', '*'] },
  ],
} as unknown as PackRules
const seat = { lon: 118.1602, lat: 36.1861 }
const report: AboutToReport = { ...seat, category: 'LL2-02', look: 'ff00ff00ff00ff00', accuracy_m: 8 }
const other = (id: string, metres: number, changes: Partial<PackCase> = {}): PackCase => ({
  id, number: id, state: 'DISPATCHED', category: 'LL2-02', unit: 'ZFDD', lon: seat.lon, lat: seat.lat + metres / 111_195,
  reported_at: '2026-11-25T00:00:00Z', cover: null, look: null, ...changes,
})
const ids = (cases: PackCase[], about = report): (string | null)[] => likelyDoubles(rules, cases, about).map((one) => one.case.id)

describe('what may have been reported already', () => {
  it('is of the same type at the same place, the nearest first', () => {
    expect(ids([other('far', 300), other('b', 40), other('a', 10)])).toEqual(['a', 'b'])
  })
  it('reaches as far as the fix is rough, within reason', () => {
    expect(ids([other('a', 80)], { ...report, accuracy_m: 35 })).toEqual(['a'])
    expect(ids([other('a', 150)], { ...report, accuracy_m: 900 })).toEqual([])
  })
  it('looks the same: then of the same head too, and first', () => {
    const alike = other('alike', 45, { category: 'LL2-01', look: 'ff00ff00ff00ff01' })
    expect(ids([other('a', 5), alike])).toEqual(['alike', 'a'])
    expect(ids([other('x', 5, { category: 'LL2-01', look: '00ff00ff00ff00ff' })])).toEqual([])
  })
  it('is never of another kind, however alike', () => {
    expect(ids([other('x', 5, { category: 'HW-01', look: 'ff00ff00ff00ff00' })])).toEqual([])
  })
  it('is found without a photo that could be compared', () => {
    expect(ids([other('a', 5, { look: 'ff00ff00ff00ff00' })], { ...report, look: null })).toEqual(['a'])
  })
})

describe('what this phone has reported itself', () => {
  const queued = { phone: Date.parse('2026-11-25T00:00:00Z'), server: null }

  it('counts although the server does not have it yet, under its own id and as one’s own', async () => {
    const waiting = { ...await wangsReport('w'), state: 'queued' as const, queued, category: 'LL2-02' }
    const [found] = likelyDoubles(rules, ownReports([waiting], 'in hand', []), report)
    expect(found).toMatchObject({ metres: 0, case: { id: 'w', mine: true, number: null } })
  })
  it('counts once where the pack has it already, and never the report in hand itself', async () => {
    const sent = { ...await wangsReport('s'), state: 'sent' as const, queued, category: 'LL2-02' }
    expect(ownReports([sent], 'in hand', [other('s', 0)])).toEqual([])
    expect(ownReports([sent], 's', [])).toEqual([])
  })
  it('is no warning for the next stall along the street', async () => {
    const waiting = { ...await wangsReport('w'), state: 'queued' as const, queued, category: 'LL2-02' }
    const along = (metres: number) => likelyDoubles(rules, ownReports([waiting], '', []), { ...report, lat: report.lat + metres / 111_195 }).length
    expect([along(15), along(25)]).toEqual([1, 0])
  })
})
