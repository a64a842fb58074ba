import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { anEvent } from './an-event'
import { badged } from '@/live/badge'
import { Bell, concerns } from '@/live/bell'
import type { Role } from '@/core/shapes'
import type { CaseEvent } from '@/live/wire'

const zfdd = { code: 'ZFDD', name: '执法大队' }
const cgzx = { code: 'CGZX', name: '城市管理中心' }

describe('who should hear of a case', () => {
  const table: [role: Role, unit: typeof zfdd | null, change: Partial<CaseEvent>, rings: boolean][] = [
    ['DISPATCHER', zfdd, {}, true],
    ['CREW', zfdd, { before: 'REWORK', operation: 'redo' }, true],
    ['DISPATCHER', cgzx, {}, false], // helps, but does not lead
    ['DISPATCHER', zfdd, { before: 'DISPATCHED', state: 'ACCEPTED', operation: 'accept' }, false],
    ['DISPATCHER', zfdd, { before: 'DISPATCHED', operation: 'escalate' }, false], // nothing has moved
    ['DISPATCHER', zfdd, { before: 'ACCEPTED', state: 'ACCEPTED', operation: 'supervise' }, true],
    ['DISPATCHER', cgzx, { before: 'ACCEPTED', state: 'ACCEPTED', operation: 'supervise' }, false],
    ['COMMAND', null, {}, false],
    ['COMMAND', null, { before: null, state: 'REPORTED', operation: 'report' }, true],
    ['COMMAND', null, { before: 'DISPATCHED', state: 'FILED', operation: 'return' }, true],
    ['COMMAND', null, { before: 'ACCEPTED', state: 'FEEDBACK', operation: 'feedback' }, true],
    ['COMMAND', null, { before: 'CHECKING', state: 'CLOSED', operation: 'check_pass' }, false],
    ['INSPECTOR', null, { before: 'FEEDBACK', state: 'CHECKING', operation: 'check_req' }, true],
    ['INSPECTOR', null, {}, false],
    ['OFFICE', null, { before: null, state: 'REPORTED', operation: 'report' }, false],
  ]
  it.each(table)('%s of %j at %j: %s', (role, unit, change, rings) => {
    expect(concerns({ roles: [role], unit }, anEvent(change))).toBe(rings)
  })
})

describe('the bell', () => {
  const rung: number[] = []
  const bell = new Bell((cases) => { rung.push(cases) })
  const now = Date.UTC(2023, 2, 2, 1)
  const soon = new Date(now).toISOString()
  const in30s = new Date(now + 30_000).toISOString()

  beforeEach(() => { vi.useFakeTimers({ now }); rung.length = 0 })
  afterEach(() => { bell.silence(); vi.useRealTimers() })

  it('rings for a new case, once for many', () => {
    bell.heard(anEvent({ case: 'a', ring_after: soon }), true)
    bell.heard(anEvent({ case: 'b', ring_after: soon }), true)
    vi.advanceTimersByTime(1500)
    expect(rung).toEqual([2])
  })
  it('waits until the step can no longer be taken back', () => {
    bell.heard(anEvent({ ring_after: in30s }), true)
    vi.advanceTimersByTime(29_900)
    expect(rung).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(rung).toEqual([1])
  })
  it('does not ring for what was taken back', () => {
    bell.heard(anEvent({ ring_after: in30s }), true)
    vi.advanceTimersByTime(20_000)
    bell.heard(anEvent({ seq: 4, version: 4, operation: 'undo', before: 'DISPATCHED', state: 'FILED' }), false)
    vi.advanceTimersByTime(60_000)
    expect(rung).toEqual([])
  })
  it('does not ring for a case that has gone to others', () => {
    bell.heard(anEvent({ ring_after: in30s }), true)
    bell.heard({ kind: 'gone', seq: 4, case: 'case-1', version: 4 }, false)
    vi.advanceTimersByTime(60_000)
    expect(rung).toEqual([])
  })
  it('does not ring at command for what the rules carry on at once', () => {
    bell.heard(anEvent({ seq: 1, version: 1, state: 'REPORTED', ring_after: soon }), true)
    bell.heard(anEvent({ seq: 3, version: 3, ring_after: soon }), false)
    vi.advanceTimersByTime(5000)
    expect(rung).toEqual([])
  })
  it.each([['before', 0], ['after', 1]])('does not ring for one\'s own step, heard %s its answer', (_when, order) => {
    const steps = [() => { bell.ownStep('case-1', 4) }, () => { bell.heard(anEvent({ version: 4, state: 'REWORK', ring_after: soon }), true) }]
    steps[1 - order]?.()
    steps[order]?.()
    vi.advanceTimersByTime(5000)
    expect(rung).toEqual([])
    bell.heard(anEvent({ version: 5, ring_after: soon }), true)
    vi.advanceTimersByTime(5000)
    expect(rung).toEqual([1])
  })
})

describe('the title', () => {
  it.each([['巡城', 2, '(2) 巡城'], ['(2) 巡城', 3, '(3) 巡城'], ['(3) 巡城', 0, '巡城'], ['巡城', 0, '巡城']])('%s with %i is %s', (title, cases, shown) => {
    expect(badged(title, cases)).toBe(shown)
  })
})
