import { describe, expect, it } from 'vitest'
import { aCase } from './a-case'
import { meanwhile } from '@/cases/meanwhile'

const before = aCase({ may: ['accept', 'return', 'coop'] })
const later = (change: Parameters<typeof aCase>[0] = {}) => aCase({ may: ['accept', 'return', 'coop'], version: 4, ...change })

describe('while somebody was at it', () => {
  it('nothing happened', () => { expect(meanwhile(before, before, 'accept')).toEqual({ changed: [], way: 'none' }) })

  it.each([
    ['a helper answered, or the case was escalated', {}, 'accept', 'merge', ['other']],
    ['OFFICE gave an order', { supervised: true }, 'accept', 'merge', ['supervised']],
    ['it was asked to void', { pending: 'VOIDING' }, 'return', 'merge', ['pending']],
    ['the deadline moved, and the unit is about to accept', { due_at: '2023-03-03T04:00:00Z' }, 'accept', 'ask', ['due']],
    ['the deadline moved, and help is about to be asked', { due_at: '2023-03-03T04:00:00Z' }, 'coop', 'merge', ['due']],
    ['the type was changed', { category: { code: 'LL2-03', name: '乱摆摊点', group: 'LL2', group_name: '乱摆乱占' } }, 'accept', 'ask', ['category']],
    ['it went to another unit and back', { return_count: 1 }, 'return', 'ask', ['returns']],
    ['a colleague accepted', { state: 'ACCEPTED', may: ['feedback'] }, 'accept', 'stop', ['state']],
  ] as const)('%s: %j, %s → %s', (_story, change, operation, way, changed) => {
    const now = later({ ...change, may: 'may' in change ? [...change.may] : before.may })
    expect(meanwhile(before, now, operation)).toEqual({ changed: [...changed], way })
  })

  it('the same moment was written in another way', () => {
    expect(meanwhile(before, later({ due_at: '2023-03-02T12:00:00+08:00' }), 'accept').changed).toEqual(['other'])
  })

  it('who judges looks again, whatever it was', () => {
    expect(meanwhile(aCase({ may: ['check_pass'] }), later({ may: ['check_pass'] }), 'check_pass').way).toBe('ask')
  })
})
