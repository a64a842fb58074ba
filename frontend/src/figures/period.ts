import { countyDay } from '@/cases/county-input'
import type { Notice } from '@/core/shapes'

export const allPeriods = ['today', 'week', 'month', 'campaign'] as const
export type PeriodName = (typeof allPeriods)[number]
/** Both days included, `YYYY-MM-DD` in the county's time. */
export interface Period { since: string; until: string }

const aDay = 86_400_000
const daysBack = { today: 0, week: 6, month: 29 }

/** The days a name stands for at epoch milliseconds `now`. The campaign's are the notice's. */
export function periodOf(name: PeriodName, now: number, notice: Pick<Notice, 'starts' | 'ends'> | null): Period {
  if (name === 'campaign' && notice !== null) return { since: notice.starts, until: notice.ends }
  const back = name === 'campaign' ? 0 : daysBack[name]
  return { since: countyDay(now - back * aDay), until: countyDay(now) }
}

/** From the page's address; what it does not know is today. */
export const periodNamed = (text: unknown): PeriodName => allPeriods.find((one) => one === text) ?? 'today'
