import { describe, expect, it } from 'vitest'
import { workingBetween, workingCalendar } from '@/cases/calendar'

/** The notice's hours (7.5 h a day), weekends off, Spring Festival 2023 with its make-up weekend. */
export const spring2023 = workingCalendar({
  hours: [['08:30', '12:00'], ['13:30', '17:30']], rest_days: [6, 7],
  holidays: [{ first: '2023-01-21', last: '2023-01-27', make_up: ['2023-01-28', '2023-01-29'] }],
})
const at = (county: string): number => Date.parse(`${county}:00+08:00`)
const hours = (from: string, to: string): number => workingBetween(spring2023, at(from), at(to)) / 3_600_000

describe('working time', () => {
  it.each([
    ['a morning', '2023-03-02T08:30', '2023-03-02T12:00', 3.5],
    ['across lunch', '2023-03-02T11:00', '2023-03-02T14:30', 2],
    ['within lunch', '2023-03-02T12:00', '2023-03-02T13:30', 0],
    ['a night', '2023-03-02T17:30', '2023-03-03T08:30', 0],
    ['before the day begins', '2023-03-02T06:00', '2023-03-02T09:30', 1],
    ['over a weekend', '2023-03-03T16:30', '2023-03-06T09:30', 2],
    ['a whole week', '2023-03-06T00:00', '2023-03-13T00:00', 37.5],
    ['over Spring Festival', '2023-01-20T16:30', '2023-01-28T09:30', 2],
    ['a Saturday worked to make up', '2023-01-28T00:00', '2023-01-29T00:00', 7.5],
    ['a Saturday off', '2023-02-04T00:00', '2023-02-05T00:00', 0],
  ])('%s', (_what, from, to, expected) => { expect(hours(from, to)).toBeCloseTo(expected, 9) })

  it('runs backwards as far as forwards', () => {
    expect(hours('2023-03-06T09:30', '2023-03-03T16:30')).toBe(-2)
  })

  it('adds up, wherever it is cut', () => {
    const [from, to] = [at('2023-01-18T10:10'), at('2023-02-08T15:20')]
    const whole = workingBetween(spring2023, from, to)
    for (let cut = from; cut < to; cut += 5_400_000 + 37_000) {
      expect(workingBetween(spring2023, from, cut) + workingBetween(spring2023, cut, to)).toBe(whole)
    }
  })
})
