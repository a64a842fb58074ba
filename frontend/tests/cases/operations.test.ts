import { describe, expect, it } from 'vitest'
import { aCase, aNotice } from './a-case'
import { expected, isStale } from '@/cases/act'
import { inOrder, isOneTap, laid, needsOf, operationByKey } from '@/cases/operations'
import { Problem } from '@/core/problem'

const notice = aNotice({ return: ['reason'], feedback: ['after'], check_fail: ['reason'], reject: ['reason'], accept: [], dispatch: [], redo: [], check_pass: [] })

describe('an operation', () => {
  it.each([
    ['accept', true], ['redo', true], ['file', true], ['return', false], ['feedback', false], ['check_pass', false], ['dispatch', false],
    ['one_we_do_not_know', false],
  ] as const)('%s is done with one tap: %s', (operation, tap) => { expect(isOneTap(notice, operation)).toBe(tap) })

  it('asks for what the server says it needs', () => {
    expect(needsOf(notice, 'return')).toEqual({ reason: true, afterPhoto: false })
    expect(needsOf(notice, 'feedback')).toEqual({ reason: false, afterPhoto: true })
    expect(isOneTap(aNotice({ accept: ['reason'] }), 'accept')).toBe(false) // another county may want a word
  })

  it('is offered with the way forward first and refusals last', () => {
    expect(inOrder(['return', 'supervise', 'accept'])).toEqual(['accept', 'supervise', 'return'])
  })

  it.each([
    [['accept', 'return', 'convert', 'coop'], { main: 'accept', beside: ['return'], menu: ['convert', 'coop'] }],
    [['file', 'reject', 'verify_req', 'merge', 'convert', 'void_req'], { main: 'file', beside: ['verify_req', 'reject'], menu: ['merge', 'convert', 'void_req'] }],
    [['accept', 'return'], { main: 'accept', beside: ['return'], menu: [] }],
    [['coop'], { main: null, beside: ['coop'], menu: [] }],
    [['accept', 'undo'], { main: 'accept', beside: [], menu: [] }],
    [[], { main: null, beside: [], menu: [] }],
  ])('%j lie as %j', (may, lie) => { expect(laid(may)).toEqual(lie) })

  it('never lies in two places, nor in none', () => {
    const all = ['accept', 'assign', 'convert', 'coop', 'extend_req', 'suspend_req', 'feedback', 'supervise', 'void_req', 'void_no', 'void_ok']
    const { main, beside, menu } = laid(all)
    expect([main, ...beside, ...menu].sort()).toEqual([...all].sort())
    expect(menu.at(-1)).toBe('void_req')
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
