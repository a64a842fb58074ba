import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filtersFrom, listQuery } from '@/desk/filters'
import { allCounted, allLate, casesBehind } from '@/figures/links'

const shared = new URL('../../../tests/assessments/figure_links.json', import.meta.url)
const asked = JSON.parse(readFileSync(shared, 'utf8')) as Record<string, Record<string, unknown>>
const week = { since: '2023-02-06', until: '2023-02-12' }

describe('what a figure leads to', () => {
  it.each(allCounted)('%s asks of the server what the server is held to', (figure) => {
    const { sort, ...query } = listQuery(filtersFrom(casesBehind(figure, week).query), [])
    expect([JSON.parse(JSON.stringify(query)), sort]).toEqual([asked[figure], 'due_at'])
  })
  it('of what is late now is all that is open and late, as the counters count it', () => {
    expect(listQuery(filtersFrom(allLate.query), ['FILED', 'CLOSED'])).toEqual({ overdue: true, state: ['FILED'], sort: 'due_at' })
  })
  it('is narrowed to a unit, a type or a battle, or to those in none', () => {
    const query = (group: Record<string, string>) => listQuery(filtersFrom(casesBehind('reported', week, group).query), [])
    expect([query({ unit: 'ZFDD' }), query({ category: 'LL2' }), query({ battle: '3' }), query({ battle: 'none' })])
      .toMatchObject([{ unit: 'ZFDD' }, { category: 'LL2' }, { battle: '3' }, { battle: 'none' }])
  })
})
