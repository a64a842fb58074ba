import { workingBetween, type WorkingCalendar } from './calendar'
import { isEnded, suspendedState } from './states'
import { say } from '@/core/language'
import { span } from '@/core/times'
import { caseWords as words } from '@/words/cases'

/**
 * What the clock needs to know of a case. Times RFC 3339. `clock_at`: the deadline that presses now, the unit's (`due_at`)
 * or that of the stage; `warn_at`: when the server begins to warn of `due_at`.
 */
export interface Timed { due_at: string | null; clock_at?: string | null; state: string; urgent: boolean; reported_at: string; warn_at?: string | null }

/** The deadline that presses now. */
export const pressingAt = (item: Timed): string | null => item.clock_at === undefined ? item.due_at : item.clock_at

/** `stopped`: suspended, the clock stands. `ended`: closed, refused or void. */
export type Mood = 'none' | 'ended' | 'stopped' | 'calm' | 'soon' | 'late'

export interface Deadline {
  mood: Mood
  /** Milliseconds left, negative when overdue; working time unless `natural`. Null where no clock runs. */
  left: number | null
  natural: boolean
  /** Part of the allowed time that is used up, 0–1. */
  used: number
}

/** Without a `warn_at` the last part of the time allowed counts as pressing. */
const pressingPart = 0.75

/** Where a case's clock stands at `now` (epoch milliseconds). Urgent cases run in natural time, as the notice has it. */
export function deadlineOf(item: Timed, now: number, calendar: WorkingCalendar | null): Deadline {
  const natural = item.urgent || calendar === null
  const still = (mood: Mood): Deadline => ({ mood, left: null, natural, used: 0 })
  if (isEnded(item.state)) return still('ended')
  if (item.state === suspendedState) return still('stopped')
  const pressing = pressingAt(item)
  if (pressing === null) return still('none')
  const between = (from: number, to: number) => natural ? to - from : workingBetween(calendar, from, to)
  const due = Date.parse(pressing)
  const left = between(now, due)
  const whole = between(Date.parse(item.reported_at), due)
  const used = whole <= 0 ? 1 : Math.min(1, Math.max(0, 1 - left / whole))
  if (due < now) return { mood: 'late', left, natural, used: 1 }
  const warned = item.warn_at == null || pressing !== item.due_at ? used >= pressingPart : Date.parse(item.warn_at) <= now
  return { mood: warned ? 'soon' : 'calm', left, natural, used }
}

/** A length of working time: minutes below an hour, working hours below two days, then working days. Rounded down. */
export function workingSpan(milliseconds: number, dayLength: number): string {
  const length = Math.abs(milliseconds)
  if (length < 3_600_000) return say(words.workingMinutes, { n: Math.floor(length / 60_000) })
  if (length < 2 * dayLength) return say(words.workingHours, { n: Math.floor(length / 3_600_000) })
  return say(words.workingDays, { n: Math.floor(length / dayLength) })
}

/** "剩 2 工作时", "超期 3 小时", "已挂账"; empty once ended. */
export function deadlineText(deadline: Deadline, calendar: WorkingCalendar | null): string {
  const { mood, left, natural } = deadline
  if (mood === 'none') return say(words.noDeadline)
  if (mood === 'stopped') return say(words.clockStopped)
  if (left === null) return ''
  if (mood === 'late' && left > -60_000) return say(words.justLate)
  const length = natural || calendar === null ? span(left) : workingSpan(left, calendar.dayLength)
  return say(mood === 'late' ? words.late : words.left, { span: length })
}
