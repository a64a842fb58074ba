import { describe, expect, it } from 'vitest'
import { aDetail } from './a-case'
import { alive, secondsLeft, undoableIn, withOffer, type Offer, type Undoable } from '@/cases/undo'
import { serverNow, setByHeader } from '@/core/server-clock'

const at = Date.parse('2023-03-02T01:00:00Z')
const step = (id: string, seconds: number): Undoable => ({ id, number: id, version: 2, until: at + seconds * 1000 })
const offer = (...steps: Undoable[]): Offer => ({ operation: 'accept', steps })

describe('taking back', () => {
  it('is possible where the answer says until when', () => {
    expect(undoableIn(aDetail())).toBeNull()
    expect(undoableIn(aDetail({ undo_until: '2023-03-02T01:00:30Z', version: 4 }))).toEqual({ id: 'case-1', number: '20230302-0001', version: 4, until: at + 30_000 })
  })

  it('counts whole seconds down to the first step that lapses, never below zero', () => {
    expect(secondsLeft(offer(step('a', 30), step('b', 28)), at)).toBe(28)
    expect(secondsLeft(offer(step('a', 30)), at + 29_001)).toBe(1)
    expect(secondsLeft(offer(step('a', 30)), at + 45_000)).toBe(0)
  })

  it('takes back of many what still can be', () => {
    expect(alive(offer(step('a', 10), step('b', 12)), at + 11_000)?.steps.map((one) => one.id)).toEqual(['b'])
    expect(alive(offer(step('a', 10)), at + 10_000)).toBeNull()
  })

  it('begins with what was done last', () => {
    const offers = withOffer([offer(step('a', 20))], offer(step('b', 30)), ['b'])
    expect(offers.map((one) => one.steps[0]?.id)).toEqual(['a', 'b'])
  })

  it('is over for a case that has moved on, whether or not the new step can be taken back', () => {
    const many = offer(step('a', 20), step('b', 20))
    expect(withOffer([many], offer(step('a', 30)), ['a']).map((one) => one.steps.map((each) => each.id))).toEqual([['b'], ['a']])
    expect(withOffer([offer(step('a', 20))], offer(), ['a'])).toEqual([])
  })

  it('goes by the server’s clock', () => {
    setByHeader('Thu, 02 Mar 2023 01:05:00 GMT', at)
    expect(serverNow(at)).toBe(at + 301_000)
    setByHeader('not a date', at)
    setByHeader(null, at)
    expect(serverNow(at)).toBe(at + 301_000)
  })
})
