import { afterEach, describe, expect, it } from 'vitest'
import { aCase } from './a-case'
import { workingCalendar } from '@/cases/calendar'
import { deadlineOf, deadlineText, workingSpan } from '@/cases/deadline'
import { language } from '@/core/language'

const calendar = workingCalendar({ hours: [['08:30', '12:00'], ['13:30', '17:30']], rest_days: [6, 7], holidays: [] })
const at = (county: string): number => Date.parse(`${county}:00+08:00`)
const due = (county: string, change = {}) => aCase({ reported_at: '2023-03-01T00:30:00Z', due_at: new Date(at(county)).toISOString(), ...change })

afterEach(() => { language.value = 'zh-CN' })

describe('the clock of a case', () => {
  // The dispatcher looks at the desk on Thursday, 2 March 2023, at 10:00.
  const now = at('2023-03-02T10:00')
  it.each([
    ['due before lunch', due('2023-03-02T12:00'), 'soon', '剩 2 工作时'],
    ['due after the weekend counts no weekend', due('2023-03-06T09:00', { reported_at: '2023-03-02T01:30:00Z' }), 'calm', '剩 14 工作时'],
    ['due in three weeks', due('2023-03-23T10:00', { reported_at: '2023-03-02T00:30:00Z' }), 'calm', '剩 15 个工作日'],
    ['due in minutes', due('2023-03-02T10:25'), 'soon', '剩 25 分钟'],
    ['late since yesterday evening: the night does not count', due('2023-03-01T17:00'), 'late', '超期 2 工作时'],
    ['urgent runs through the night', due('2023-03-03T02:00', { urgent: true, reported_at: '2023-03-02T01:00:00Z' }), 'calm', '剩 16 小时'],
    ['urgent and late', due('2023-03-01T22:00', { urgent: true }), 'late', '超期 12 小时'],
    ['suspended', due('2023-03-01T17:00', { state: 'SUSPENDED' }), 'stopped', '挂账停钟'],
    ['closed', due('2023-03-01T17:00', { state: 'CLOSED' }), 'ended', ''],
    ['without a deadline', aCase({ due_at: null }), 'none', '无时限'],
  ] as const)('%s', (_what, item, mood, text) => {
    const deadline = deadlineOf(item, now, calendar)
    expect(deadline.mood).toBe(mood)
    expect(deadlineText(deadline, calendar)).toBe(text)
  })

  it('warns when the server says so, not before', () => {
    const item = due('2023-03-02T12:00', { warn_at: new Date(at('2023-03-02T10:30')).toISOString() })
    expect(deadlineOf(item, at('2023-03-02T10:29'), calendar).mood).toBe('calm')
    expect(deadlineOf(item, at('2023-03-02T10:30'), calendar).mood).toBe('soon')
  })

  it('is late the moment the deadline has passed, working hours or not', () => {
    const item = due('2023-03-02T12:00')
    expect(deadlineOf(item, at('2023-03-02T12:00'), calendar).mood).toBe('soon')
    const atLunch = deadlineOf(item, at('2023-03-02T12:30'), calendar)
    expect(atLunch.mood).toBe('late')
    expect(deadlineText(atLunch, calendar)).toBe('刚超期')
  })

  it('falls back on time by the wall while the calendar is not known', () => {
    expect(deadlineText(deadlineOf(due('2023-03-03T10:00'), now, null), null)).toBe('剩 24 小时')
  })

  it('speaks English too', () => {
    language.value = 'en'
    expect(workingSpan(3 * 7.5 * 3_600_000, calendar.dayLength)).toBe('3 work days')
  })
})
