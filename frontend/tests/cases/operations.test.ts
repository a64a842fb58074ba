import { describe, expect, it } from 'vitest'
import { aCase } from './a-case'
import { expected, isStale } from '@/cases/act'
import { broughtBy } from '@/cases/journal'
import { demandOf, inOrder, isOneTap, operationByKey } from '@/cases/operations'
import { Problem } from '@/core/problem'

describe('an operation', () => {
  it.each([
    ['accept', 'none', false, true], ['return', 'required', false, false], ['feedback', 'optional', true, false],
    ['check_pass', 'optional', false, false], ['check_fail', 'required', false, false], ['reject', 'required', false, false],
    ['dispatch', 'none', false, true], ['one_we_do_not_know', 'optional', false, false],
  ] as const)('%s asks for reason: %s, after-photo: %s; one tap: %s', (operation, reason, photo, tap) => {
    expect(demandOf(operation)).toMatchObject({ reason, afterPhoto: photo })
    expect(isOneTap(operation)).toBe(tap)
  })

  it('is offered with the way forward first and refusals last', () => {
    expect(inOrder(['return', 'supervise', 'accept'])).toEqual(['accept', 'return', 'supervise'])
  })

  it('has a key that no other has', () => {
    expect(operationByKey.get('a')).toBe('accept')
    expect(operationByKey.get('r')).toBe('return')
    expect(operationByKey.get('d')).toBe('dispatch')
    for (const key of operationByKey.keys()) expect('jkgoxu/?'.includes(key)).toBe(false)
  })

  it('shows its outcome at once, and nothing more can be done until the server has answered', () => {
    expect(expected(aCase(), 'accept')).toMatchObject({ state: 'ACCEPTED', may: [], version: 3 })
    expect(expected(aCase(), 'return')).toMatchObject({ state: 'FILED', return_count: 1 })
    expect(expected(aCase({ state: 'FEEDBACK', overdue: true }), 'check_pass')).toMatchObject({ state: 'CLOSED', overdue: false })
    expect(expected(aCase({ state: 'FEEDBACK', overdue: true }), 'check_fail')).toMatchObject({ state: 'REWORK', overdue: true, rework_count: 1 })
  })

  it('does not guess where an operation leads that we do not know', () => { expect(expected(aCase(), 'supervise')).toBeNull() })

  it('tells a stale version from other conflicts', () => {
    expect(isStale(new Problem(409, { type: 'urn:xuncheng:problem:stale-version', current_version: 4 }))).toBe(true)
    expect(isStale(new Problem(409, { type: 'urn:xuncheng:problem:not-from-this-state' }))).toBe(false)
  })
})

describe('a line of the journal', () => {
  it('brings the reason and photos of a step', () => {
    expect(broughtBy({ detail: { reason: '不属于本单位', photos: [{ sha256: 'aa', role: 'after' }] } })).toEqual({ reason: '不属于本单位', photos: ['aa'], unit: '', dueAt: '' })
  })
  it('brings the photos of a report and the unit of a dispatch', () => {
    expect(broughtBy({ detail: { report: { photos: [{ sha256: 'bb' }] } } }).photos).toEqual(['bb'])
    expect(broughtBy({ detail: { unit: 'ZFDD', due_at: '2023-03-02T04:00:00Z' } })).toMatchObject({ unit: 'ZFDD', dueAt: '2023-03-02T04:00:00Z' })
  })
  it('is read whatever a later version may write into it', () => {
    expect(broughtBy({ detail: { reason: 7, photos: 'none', report: null, unit: ['x'] } })).toEqual({ reason: '', photos: [], unit: '', dueAt: '' })
  })
})
