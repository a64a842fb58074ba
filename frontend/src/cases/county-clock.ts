import { computed, type ComputedRef } from 'vue'
import { workingCalendar, type WorkingCalendar } from './calendar'
import type { CalendarTable } from '@/core/shapes'
import { useNotice } from '@/notices/notice'

/** Made once for a notice, however many clocks there are on the page. */
const made = new WeakMap<CalendarTable, WorkingCalendar>()

function calendarOf(table: CalendarTable): WorkingCalendar {
  const calendar = made.get(table) ?? workingCalendar(table)
  made.set(table, calendar)
  return calendar
}

/** The working calendar of the notice in force; null while it is not known, and time then counts as on the wall. */
export function useWorkingCalendar(): ComputedRef<WorkingCalendar | null> {
  const notice = useNotice()
  return computed(() => {
    const table = notice.notice?.calendar
    return table == null ? null : calendarOf(table)
  })
}
