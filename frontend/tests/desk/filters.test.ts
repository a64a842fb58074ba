import { describe, expect, it } from 'vitest'
import { aCase } from '../cases/a-case'
import { allSorts, counted, countsQuery, everythingOpen, filtersFrom, inOrder, listed, listQuery, narrowing, queryOf, type Filters } from '@/desk/filters'

const states = ['REPORTED', 'FILED', 'DISPATCHED', 'ACCEPTED', 'CLOSED', 'REJECTED', 'VOID']

describe('filters in the address', () => {
  it('are nothing for the plain list', () => {
    expect(queryOf(everythingOpen)).toEqual({})
    expect(filtersFrom({})).toEqual(everythingOpen)
  })

  const some: Filters[] = [
    { ...everythingOpen, state: 'all', q: '胜利路 & 人民路' },
    { ...everythingOpen, pending: true, supervised: true },
    { ...everythingOpen, state: ['ACCEPTED', 'REWORK'], unit: 'ZFDD', category: 'LL2', area: '370323001' },
    { ...everythingOpen, state: 'all', reported: '2026-02-01..2026-03-02', battle: '3' },
    { ...everythingOpen, due: '2026-02-01..2026-03-02', ended: '2026-03-02..2026-03-02' },
    ...allSorts.map((sort): Filters => ({ ...everythingOpen, sort, overdue: true })),
  ]
  it.each(some)('come back as they were: %o', (filters) => { expect(filtersFrom(queryOf(filters))).toEqual(filters) })

  it.each([
    [{ state: '' }], [{ state: 'drop table,;' }], [{ unit: 'a b' }], [{ unit: ['ZFDD', 'CGB'] }], [{ sort: 'colour' }], [{ overdue: 'maybe' }], [{ q: '   ' }], [{ due: 'yesterday..today' }], [{ battle: 'third' }], [{ who: 'me' }],
  ])('leave out what is not understood: %o', (query) => { expect(filtersFrom(query)).toEqual(everythingOpen) })

  it('name states once and in one order, so that equal filters are equal addresses', () => {
    expect(queryOf(filtersFrom({ state: 'REWORK,ACCEPTED,REWORK' }))).toEqual({ state: 'ACCEPTED,REWORK' })
  })

  it('cut a search at what the server takes', () => { expect(filtersFrom({ q: 'x'.repeat(300) }).q).toHaveLength(100) })
})

describe('what is asked of the server', () => {
  it('names the open states when nothing is chosen', () => {
    expect(listQuery(everythingOpen, states)).toMatchObject({ state: ['REPORTED', 'FILED', 'DISPATCHED', 'ACCEPTED'], sort: 'due_at' })
  })
  it('names none for all, and those chosen otherwise', () => {
    expect(listQuery({ ...everythingOpen, state: 'all' }, states).state).toBeUndefined()
    expect(listQuery({ ...everythingOpen, state: ['CLOSED'], overdue: true }, states)).toMatchObject({ state: ['CLOSED'], overdue: true })
  })
  it('counts over all states, whichever is looked at', () => {
    expect(countsQuery({ ...everythingOpen, state: ['CLOSED'], overdue: true, unit: 'ZFDD', q: '路' })).toEqual({ unit: 'ZFDD', q: '路' })
    expect(countsQuery({ ...everythingOpen, pending: true })).toEqual({ pending: true })
    expect(countsQuery({ ...everythingOpen, due: '2026-02-01..2026-03-02', battle: '3' })).toEqual({ due_since: '2026-02-01', due_until: '2026-03-02', battle: '3' })
  })
  it('says how many filters stand in the way', () => {
    expect(narrowing(everythingOpen)).toBe(0)
    expect(narrowing({ ...everythingOpen, unit: 'ZFDD', area: '370323001', sort: '-reported_at', q: '路' })).toBe(3)
  })
})

describe('whether the list shows a case', () => {
  it('by the county’s day in which it was reported', () => {
    const late = aCase({ reported_at: '2026-03-01T16:30:00Z' }) // half past midnight on the second
    expect(listed({ ...everythingOpen, reported: '2026-03-02..2026-03-02' }, late)).toBe(true)
    expect(listed({ ...everythingOpen, reported: '2026-03-01..2026-03-01' }, late)).toBe(false)
    expect(listed({ ...everythingOpen, ended: '2026-03-01..2026-03-02' }, late)).toBe(false)
  })
  const item = aCase({ overdue: true })
  it.each([
    [{}, true], [{ state: ['DISPATCHED'] }, true], [{ state: ['ACCEPTED'] }, false], [{ overdue: true }, true],
    [{ unit: 'ZFDD' }, true], [{ unit: 'CGB' }, false], [{ category: 'LL2' }, true], [{ category: 'LL2-02' }, true], [{ category: 'LL3' }, false],
    [{ area: '370323001' }, true], [{ area: '370323002' }, false], [{ q: '胜利路' }, true], [{ q: '0302-0001' }, true], [{ q: '人民路' }, false],
  ] as [Partial<Filters>, boolean][])('%o: %s', (filters, shown) => { expect(listed({ ...everythingOpen, ...filters }, item)).toBe(shown) })

  it('leaves out what has ended, unless asked for all', () => {
    const closed = aCase({ state: 'CLOSED' })
    expect(listed(everythingOpen, closed)).toBe(false)
    expect(listed({ ...everythingOpen, state: 'all' }, closed)).toBe(true)
    expect(counted(everythingOpen, closed)).toBe(true)
  })
  it('shows a case without a town only when no town is asked for', () => {
    expect(listed(everythingOpen, aCase({ area: null }))).toBe(true)
    expect(listed({ ...everythingOpen, area: '370323001' }, aCase({ area: null }))).toBe(false)
  })
})

describe('the order of the list', () => {
  const early = aCase({ id: 'a', due_at: '2023-03-02T01:00:00Z', reported_at: '2023-03-01T09:00:00Z' })
  const late = aCase({ id: 'b', due_at: '2023-03-03T01:00:00Z', reported_at: '2023-03-01T08:00:00Z' })
  const never = aCase({ id: 'c', due_at: null, reported_at: '2023-03-01T07:00:00Z' })
  it.each([
    ['due_at', 'abc'], ['-due_at', 'cba'], ['reported_at', 'cba'], ['-reported_at', 'abc'],
  ] as const)('%s: %s', (sort, order) => {
    expect([late, never, early].sort((a, b) => inOrder(sort, a, b)).map((item) => item.id).join('')).toBe(order)
  })
  it('breaks ties by id, both ways', () => {
    const twin = { ...early, id: 'z' }
    expect(inOrder('due_at', early, twin)).toBe(-1)
    expect(inOrder('-due_at', early, twin)).toBe(1)
    expect(inOrder('due_at', never, { ...never, id: 'd' })).toBe(-1)
  })
})
