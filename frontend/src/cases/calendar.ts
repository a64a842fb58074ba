import type { CalendarTable } from '@/core/shapes'

const dayLong = 86_400_000
/** County time is UTC+8 all year (no summer time since 1991). */
const eastOfGreenwich = 8 * 3_600_000

/** Days are counted from 1970-01-01 in county time. Lengths in milliseconds. */
export interface WorkingCalendar {
  isWorkday: (day: number) => boolean
  /** Working spans of a workday, milliseconds from its midnight. */
  spans: readonly (readonly [number, number])[]
  dayLength: number
}

const dayOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / dayLong)
const fromMidnight = (time = '00:00'): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}

/** The calendar of a notice (工作时), ready to count with. */
export function workingCalendar(table: CalendarTable): WorkingCalendar {
  const off = new Set<number>()
  const madeUp = new Set<number>()
  for (const holiday of table.holidays) {
    for (let day = dayOf(holiday.first); day <= dayOf(holiday.last); day++) off.add(day)
    holiday.make_up.forEach((date) => madeUp.add(dayOf(date)))
  }
  const rest = new Set(table.rest_days)
  const isoWeekday = (day: number) => ((day + 3) % 7 + 7) % 7 + 1 // day 0 was a Thursday
  const spans = table.hours.map(([from, to]) => [fromMidnight(from), fromMidnight(to)] as const)
  return {
    isWorkday: (day) => madeUp.has(day) || (!off.has(day) && !rest.has(isoWeekday(day))),
    spans,
    dayLength: spans.reduce((sum, [from, to]) => sum + to - from, 0),
  }
}

/** Working milliseconds between two moments (epoch milliseconds), negative when `to` lies before `from`. */
export function workingBetween(calendar: WorkingCalendar, from: number, to: number): number {
  if (to < from) return -workingBetween(calendar, to, from)
  const first = from + eastOfGreenwich
  const last = to + eastOfGreenwich
  let sum = 0
  for (let day = Math.floor(first / dayLong); day * dayLong < last; day++) {
    if (!calendar.isWorkday(day)) continue
    for (const [start, end] of calendar.spans) {
      sum += Math.max(0, Math.min(last, day * dayLong + end) - Math.max(first, day * dayLong + start))
    }
  }
  return sum
}

/** The first moment, not before `from`, at which `length` of working time has passed (epoch milliseconds). */
export function addWorking(calendar: WorkingCalendar, from: number, length: number): number {
  if (length <= 0 || calendar.dayLength <= 0) return from
  const start = from + eastOfGreenwich
  let left = length
  for (let day = Math.floor(start / dayLong); ; day++) {
    if (!calendar.isWorkday(day)) continue
    for (const [opens, closes] of calendar.spans) {
      const begin = Math.max(start, day * dayLong + opens)
      const there = day * dayLong + closes - begin
      if (there <= 0) continue
      if (there >= left) return begin + left - eastOfGreenwich
      left -= there
    }
  }
}

/** The last moment at or before `at` at which work was going on or had just ended; `at` itself where nobody ever works. */
export function lastWorking(calendar: WorkingCalendar, at: number): number {
  const until = at + eastOfGreenwich
  if (calendar.dayLength <= 0) return at
  for (let day = Math.floor(until / dayLong); ; day--) {
    if (!calendar.isWorkday(day)) continue
    const begun = [...calendar.spans].reverse().find(([opens]) => day * dayLong + opens < until)
    if (begun !== undefined) return Math.min(until, day * dayLong + begun[1]) - eastOfGreenwich
  }
}
