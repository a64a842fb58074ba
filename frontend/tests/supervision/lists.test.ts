import { describe, expect, it } from 'vitest'
import { aCase } from '../cases/a-case'
import type { SupervisedCase } from '@/core/shapes'
import { canOrder, isListKind, replyState } from '@/supervision/lists'
import { orderDate } from '@/supervision/order-date'

const order = (change: Partial<NonNullable<SupervisedCase['order']>> = {}): NonNullable<SupervisedCase['order']> =>
  ({ number: '督办〔2023〕3号', kind: 'late', reason: '超期三天', ordered_at: '2023-03-02T01:00:00Z', reply_by: '2023-03-06', replied_at: null, reply: null, ...change })
const supervised = (change: Partial<SupervisedCase> = {}): SupervisedCase => ({ ...aCase({ may: ['supervise'] }), order: null, ...change })

describe('a case that OFFICE chases', () => {
  it.each([
    [null, 'none'], [order(), 'waits'], [order({ reply_by: '2023-03-05' }), 'overdue'], [order({ replied_at: '2023-03-05T01:00:00Z' }), 'replied'],
  ] as const)('with order %j: its reply %s on 6 March', (given, state) => { expect(replyState({ order: given }, '2023-03-06')).toBe(state) })

  it('is ordered once at a time', () => {
    expect(canOrder(supervised())).toBe(true)
    expect(canOrder(supervised({ order: order() }))).toBe(false)
    expect(canOrder(supervised({ order: order({ replied_at: '2023-03-05T01:00:00Z' }) }))).toBe(true)
    expect(canOrder(supervised({ may: [] }))).toBe(false) // COMMAND reads the lists only
  })

  it('is on a list that there is', () => {
    expect(isListKind('rework')).toBe(true)
    expect(isListKind('everything')).toBe(false)
    expect(isListKind(undefined)).toBe(false)
  })
})

it('an order is dated without leading zeros, by the county’s calendar', () => {
  expect(orderDate('2023-03-06')).toBe('2023年3月6日')
  expect(orderDate('2023-03-05T20:00:00Z')).toBe('2023年3月6日')
})
