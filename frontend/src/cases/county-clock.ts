import { computed, type ComputedRef } from 'vue'
import { workingCalendar, type WorkingCalendar } from './calendar'
import { useNotice } from '@/notices/notice'

/** The working calendar of the notice in force; null while it is not known, and time then counts as on the wall. */
export function useWorkingCalendar(): ComputedRef<WorkingCalendar | null> {
  const notice = useNotice()
  return computed(() => {
    const table = notice.notice?.calendar
    return table == null ? null : workingCalendar(table)
  })
}
