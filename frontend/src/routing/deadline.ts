import { addWorking, lastWorking, workingCalendar } from '@/cases/calendar'
import { holds } from './decide'
import type { Notice } from '@/core/shapes'
import type { PackRules } from '@/pack/shapes'

type Table = Notice['calendar']
type Row = PackRules['deadlines'][number]

/** By when a report must be dealt with: epoch milliseconds, null where the plan and not the clock says; and in Chinese words. */
export interface Due { dueAt: number | null; urgent: boolean; says: string }

const unitNames: Readonly<Record<string, string>> = { working_hours: '工作时', working_days: '工作日', natural_hours: '小时' }
const hour = 3_600_000
const eastOfGreenwich = 8 * hour

/**
 * The deadline of handling that starts at `start` (epoch milliseconds), as app/categories/deadlines.py has it.
 * Throws RangeError for a type without one.
 */
export function deadlineOf(
  table: PackRules, calendar: Table, category: string, attributes: Readonly<Record<string, unknown>>, start: number,
): Due {
  const kind = table.categories.find((one) => one.code === category)
  const row = kind === undefined ? undefined : mostSpecific(table.deadlines, kind.lineage, attributes)
  if (kind === undefined || row === undefined) throw new RangeError(`no deadline for ${category}`)
  const dueAt = dueOf(row, calendar, start)
  const urgent = kind.urgent || row.unit === 'natural_hours'
  return { dueAt, urgent, says: inWords(row, urgent, unknownYears(calendar, start, dueAt)) }
}

function mostSpecific(rows: readonly Row[], lineage: readonly string[], attributes: Readonly<Record<string, unknown>>): Row | undefined {
  const fitting = rows.filter((row) => lineage.includes(row.category) && holds(row.when, attributes))
  return fitting.sort((a, b) => b.when.length - a.when.length || lineage.indexOf(a.category) - lineage.indexOf(b.category))[0]
}

function dueOf(row: Row, table: Table, start: number): number | null {
  const calendar = workingCalendar(table)
  const amount = row.amount ?? 0
  if (row.unit === 'natural_hours') return start + amount * hour
  if (row.unit === 'working_hours') return addWorking(calendar, start, amount * hour)
  if (row.unit === 'working_days') return addWorking(calendar, start, amount * calendar.dayLength)
  if (row.plan_date === null) return null
  const midnight = Date.parse(`${row.plan_date}T00:00:00Z`) - eastOfGreenwich
  return Math.max(lastWorking(calendar, midnight + 24 * hour - 1), start)
}

const yearOf = (moment: number): number => new Date(moment + eastOfGreenwich).getUTCFullYear()

function unknownYears(table: Table, start: number, dueAt: number | null): number[] {
  const years: number[] = []
  for (let year = yearOf(start); year <= yearOf(dueAt ?? start); year++) {
    if (year < table.first_year || year > table.last_year) years.push(year)
  }
  return years
}

function inWords(row: Row, urgent: boolean, unknown: readonly number[]): string {
  const words = row.unit !== 'by_plan' ? `${row.amount ?? 0}${unitNames[row.unit] ?? row.unit}${urgent ? '（紧急）' : ''}`
    : row.plan_date === null ? '按年度计划，无固定期限' : `按年度计划，${row.plan_date}前`
  if (unknown.length === 0 || row.unit === 'natural_hours') return words
  return `${words}（${unknown.join('、')}年节假日未录入，只扣除周末）`
}
