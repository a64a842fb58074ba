import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aCase } from '../cases/a-case'
import { anEvent } from './an-event'
import { everythingOpen, type Filters } from '@/desk/filters'
import type { Rows } from '@/desk/rows'
import { anchored } from '@/live/anchor'
import { gathered } from '@/live/freshen'
import { announced, mayBeListed } from '@/live/newcomers'
import type { CaseItem } from '@/core/shapes'
import type { CaseEvent } from '@/live/wire'

/** Cases a, b, c … due one hour after another. */
const row = (letter: string, change: Partial<CaseItem> = {}): CaseItem =>
  aCase({ id: letter, due_at: new Date(Date.UTC(2023, 2, 2, letter.charCodeAt(0) - 97)).toISOString(), ...change })
const all = (letters: string): CaseItem[] => letters.split('').map((letter) => row(letter))
const ids = (items: readonly CaseItem[]): string => items.map(({ id }) => id).join('')

describe('what might be in the list', () => {
  const table: [change: Partial<CaseEvent>, filters: Partial<Filters>, may: boolean][] = [
    [{}, {}, true],
    [{ state: 'CLOSED' }, {}, false],
    [{ state: 'CLOSED' }, { state: 'all' }, true],
    [{}, { state: ['ACCEPTED'] }, false],
    [{}, { unit: 'ZFDD' }, true],
    [{}, { unit: 'CGZX' }, false],
    [{}, { overdue: true }, false],
    [{ overdue: true }, { overdue: true }, true],
    [{}, { category: 'YL' }, true], // the event does not say: it has to be read
  ]
  it.each(table)('%j under %j: %s', (change, filters, may) => {
    expect(mayBeListed({ ...everythingOpen, ...filters }, anEvent(change))).toBe(may)
  })
})

describe('newcomers', () => {
  const rows: Rows = { items: all('bdf'), next: 'more' }
  it('are announced in the list\'s order', () => {
    expect(ids(announced(announced([], rows, row('e'), everythingOpen), rows, row('c'), everythingOpen))).toBe('ce')
  })
  it('are announced once, as they now stand', () => {
    const [one, ...others] = announced([row('c')], rows, row('c', { version: 9 }), everythingOpen)
    expect(one?.version).toBe(9)
    expect(others).toEqual([])
  })
  it.each([
    ['is in the list already', row('d')],
    ['is not what the filters show', row('c', { state: 'CLOSED' })],
    ['comes further down', row('g')],
  ])('are not when the case %s', (_why, item) => { expect(announced([], rows, item, everythingOpen)).toEqual([]) })
  it('include the last of a list that is whole', () => {
    expect(ids(announced([], { ...rows, next: null }, row('g'), everythingOpen))).toBe('g')
  })
  it('are withdrawn when they are no longer for this list', () => {
    expect(announced([row('c')], rows, row('c', { state: 'CLOSED' }), everythingOpen)).toEqual([])
  })
})

describe('the place in the list', () => {
  const height = 100
  const table: [before: string, now: string, top: number, to: number][] = [
    ['bcdef', 'bcdef', 250, 250],
    ['bcdef', 'abcdef', 250, 350], // one came above
    ['bcdef', 'cdef', 250, 150], // one went above
    ['bcdef', 'bcxdef', 150, 150], // below the first in sight
    ['bcdef', 'bcef', 250, 150], // the first in sight went: the next one keeps its height
    ['bcdef', 'bcedf', 250, 350], // the first in sight moved down by one, and is followed
    ['bcdef', 'xyz', 250, 250], // all others: nothing to hold on to
    ['bcdef', 'abcdef', 0, 0], // at the very top one stays there
    ['', 'abc', 50, 50],
  ]
  it.each(table)('%s → %s at %i is %i', (before, now, top, to) => {
    expect(anchored(all(before), all(now), top, height)).toBe(to)
  })
})

describe('what is gathered', () => {
  const batches: string[] = []
  beforeEach(() => { vi.useFakeTimers(); batches.length = 0 })
  afterEach(() => { vi.useRealTimers() })

  it('is handed on together once it is quiet, each once', () => {
    const take = gathered<string>((some) => { batches.push([...some].join('')) })
    for (const one of ['a', 'b', 'a']) take(one)
    vi.advanceTimersByTime(149)
    expect(batches).toEqual([])
    vi.advanceTimersByTime(1)
    take('c')
    vi.advanceTimersByTime(200)
    expect(batches).toEqual(['ab', 'c'])
  })
  it('does not wait for ever while more comes', () => {
    const take = gathered<string>((some) => { batches.push([...some].join('')) })
    for (let beat = 0; beat < 15; beat++) { take(String(beat % 10)); vi.advanceTimersByTime(100) }
    expect(batches).toHaveLength(1)
  })
})
