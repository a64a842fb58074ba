import { describe, expect, it } from 'vitest'
import { aCase } from '../cases/a-case'
import { everythingOpen } from '@/desk/filters'
import { continued, refreshed, withArrival, type Rows } from '@/desk/rows'
import { allCount, openCount, retally } from '@/desk/tally'
import type { CaseItem } from '@/core/shapes'

/** Cases a, b, c … due one hour after another. */
const dueAt = (letter: string): string => new Date(Date.UTC(2023, 2, 2, letter.charCodeAt(0) - 97)).toISOString()
const row = (letter: string, change: Partial<CaseItem> = {}) => aCase({ id: letter, due_at: dueAt(letter), ...change })
const rows = (letters: string, next: string | null = null): Rows => ({ items: letters.split('').map((letter) => row(letter)), next })
const ids = ({ items }: Rows): string => items.map((item) => item.id).join('')
const waiting = { ...everythingOpen, state: ['DISPATCHED'] }

describe('the list, read further', () => {
  it('shows a case that moved between pages once, where it now stands', () => {
    expect(ids(continued(rows('abc', 'k'), { items: [row('d'), row('b')], next: null }))).toBe('acdb')
  })
})

describe('the list, read anew', () => {
  it('takes over what came and went at the top, and keeps what lies beyond', () => {
    const now = refreshed(rows('bcdefg', 'k7'), { items: [row('a'), row('b'), row('d')], next: 'k3' }, everythingOpen)
    expect(ids(now)).toBe('abdefg')
    expect(now.next).toBe('k7')
  })
  it('is the whole list when there is no more', () => {
    expect(refreshed(rows('abcdef', 'k'), { items: [row('a')], next: null }, everythingOpen)).toMatchObject({ next: null, items: [{ id: 'a' }] })
  })
  it('goes on from its own end when nothing lies beyond', () => {
    expect(refreshed(rows('ab'), { items: [row('a'), row('b'), row('c')], next: 'k3' }, everythingOpen).next).toBe('k3')
  })
})

describe('a changed case', () => {
  it('stays in its place when the list still shows it', () => {
    const now = withArrival(rows('abc'), row('b', { version: 4, state: 'ACCEPTED' }), everythingOpen)
    expect(ids(now)).toBe('abc')
    expect(now.items[1]?.state).toBe('ACCEPTED')
  })
  it('leaves a list that no longer shows it', () => {
    expect(ids(withArrival(rows('abc'), row('b', { version: 4, state: 'ACCEPTED' }), waiting))).toBe('ac')
  })
  it('comes back to where it stood when the operation is rolled back', () => {
    expect(ids(withArrival(rows('ac'), row('b'), waiting))).toBe('abc')
  })
  it('moves when its deadline moved', () => {
    expect(ids(withArrival(rows('abcd'), row('a', { version: 4, due_at: new Date(Date.UTC(2023, 2, 2, 2, 30)).toISOString() }), everythingOpen))).toBe('bcad')
  })
  it('that is older than what is shown changes nothing', () => {
    const before = rows('abc')
    expect(withArrival(before, row('b', { version: 2, state: 'FILED' }), everythingOpen)).toBe(before)
  })
  it('that belongs beyond what is loaded waits to be loaded', () => {
    expect(ids(withArrival(rows('abc', 'k'), row('z'), everythingOpen))).toBe('abc')
    expect(ids(withArrival(rows('abc'), row('z'), everythingOpen))).toBe('abcz')
  })
})

describe('the counters', () => {
  const counts = { by_state: { DISPATCHED: 3, ACCEPTED: 1, CLOSED: 9 }, overdue: 2 }
  it('move with a case at once, and back when it is rolled back', () => {
    const [was, is] = [aCase({ overdue: true }), aCase({ state: 'CLOSED', overdue: false })]
    const after = retally(counts, was, is)
    expect(after).toEqual({ by_state: { DISPATCHED: 2, ACCEPTED: 1, CLOSED: 10 }, overdue: 1 })
    expect(retally(after, is, was)).toEqual(counts)
  })
  it('count a state that had none, and never fall below none', () => {
    expect(retally(counts, null, aCase({ state: 'REWORK' })).by_state).toMatchObject({ REWORK: 1, DISPATCHED: 3 })
    expect(retally({ by_state: {}, overdue: 0 }, aCase({ overdue: true }), null)).toEqual({ by_state: { DISPATCHED: 0 }, overdue: 0 })
  })
  it('add up', () => {
    expect(openCount(counts)).toBe(4)
    expect(allCount(counts)).toBe(13)
  })
})
