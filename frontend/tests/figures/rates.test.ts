import { describe, expect, it } from 'vitest'
import type { GroupFigures } from '@/figures/figures'
import { periodOf } from '@/figures/period'
import { eachDay, lineThrough, percent, ranked, roundTop } from '@/figures/rates'

const none = {
  reported: 0, filed: 0, ended: 0, ended_on_time: 0, due: 0, suspended: 0, closed: 0, closed_on_time: 0, late: 0, reworked: 0, returned: 0,
  supervised: 0, filing_rate: null, closing_rate: null, on_time_rate: null, late_rate: null, rework_rate: null, return_rate: null,
}
const group = (code: string, change: Partial<GroupFigures> = {}): GroupFigures => ({ ...none, code, name: code, ...change })

describe('units in order', () => {
  it('stand by on-time rate; equals share a rank; who had nothing due has none', () => {
    const rows = ranked([
      group('CGZX', { due: 4, on_time_rate: 0.25, closing_rate: 0.25 }), group('COMMAND'), group('ZFDD', { due: 8, on_time_rate: 0.75, closing_rate: 0.8 }),
      group('ZZB', { due: 4, on_time_rate: 0.75, closing_rate: 0.8 }),
    ])
    expect(rows.map(({ code, rank }) => [code, rank])).toEqual([['ZFDD', 1], ['ZZB', 1], ['CGZX', 3], ['COMMAND', null]])
  })
})

describe('a rate', () => {
  it.each([[737 / 972, '75.82%'], [911 / 972, '93.72%'], [1, '100.00%'], [null, '—']] as const)('%s', (rate, text) => { expect(percent(rate)).toBe(text) })
})

describe('the trend', () => {
  it('names every day, also those in which nothing happened', () => {
    const days = eachDay([group('2023-02-28', { reported: 3, ended: 1 })], '2023-02-27', '2023-03-01')
    expect(days).toEqual([
      { day: '2023-02-27', reported: 0, ended: 0 }, { day: '2023-02-28', reported: 3, ended: 1 }, { day: '2023-03-01', reported: 0, ended: 0 },
    ])
  })
  it.each([[0, 1], [3, 5], [5, 5], [17, 20], [101, 200]] as const)('has a scale to %s up to %s', (most, top) => { expect(roundTop(most)).toBe(top) })
  it('is drawn from the left foot to the right top', () => { expect(lineThrough([0, 5, 10], 10, 100, 50)).toBe('M0.0 50.0L50.0 25.0L100.0 0.0') })
})

describe('a period', () => {
  const eveningInLondon = Date.parse('2026-03-01T17:00:00Z') // the second of March in the county
  it.each([['today', '2026-03-02', '2026-03-02'], ['week', '2026-02-24', '2026-03-02'], ['month', '2026-02-01', '2026-03-02']] as const)('%s', (name, since, until) => {
    expect(periodOf(name, eveningInLondon, null)).toEqual({ since, until })
  })
  it('of the campaign is the notice’s', () => {
    expect(periodOf('campaign', eveningInLondon, { starts: '2023-01-29', ends: '2023-04-30' })).toEqual({ since: '2023-01-29', until: '2023-04-30' })
  })
})
