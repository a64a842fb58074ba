import type { LocationQuery } from 'vue-router'
import { countyDay } from '@/cases/county-input'
import { isEnded } from '@/cases/states'
import type { CaseItem } from '@/core/shapes'

export const allSorts = ['due_at', '-due_at', '-reported_at', 'reported_at'] as const
export type Sort = (typeof allSorts)[number]

/** Which states the list shows: all open ones, all, or those named. */
export type Standing = 'open' | 'all' | readonly string[]

/** What narrows the desk's list. Empty strings do not narrow. Category and area are prefixes of codes. */
export interface Filters {
  state: Standing
  unit: string
  category: string
  area: string
  overdue: boolean
  /** Only cases with a request (延期, 挂账, 作废) that waits for an answer. */
  pending: boolean
  /** Only cases under a supervision order. */
  supervised: boolean
  /** Periods of county days, `2026-03-01..2026-03-31`: reported, due by the unit's deadline, closed. */
  reported: string
  due: string
  ended: string
  /** Only cases that were closed and with which the unit was done by its deadline. */
  on_time: boolean
  /** One of the campaign's battles by its number, or `none`. */
  battle: string
  q: string
  sort: Sort
}

export const everythingOpen: Filters = { state: 'open', unit: '', category: '', area: '', overdue: false, pending: false, supervised: false, on_time: false, reported: '', due: '', ended: '', battle: '', q: '', sort: 'due_at' }

const code = /^[A-Za-z0-9_-]{1,32}$/
const longestSearch = 100
const period = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/
export const periods = ['reported', 'due', 'ended'] as const
const flags = ['overdue', 'pending', 'supervised', 'on_time'] as const

/** One value of the query, trimmed; repeated keys and things that are not text count as absent. */
function textOf(query: LocationQuery, key: string): string {
  const value = query[key]
  return typeof value === 'string' ? value.trim() : ''
}
function codeOf(query: LocationQuery, key: string): string {
  const value = textOf(query, key)
  return code.test(value) ? value : ''
}

function periodOf(query: LocationQuery, key: string): string {
  const value = textOf(query, key)
  return period.test(value) ? value : ''
}

function standingOf(text: string): Standing {
  if (text === 'all') return 'all'
  const states = text.split(',').filter((one) => /^[A-Z_]{2,20}$/.test(one))
  return states.length === 0 ? 'open' : [...new Set(states)].sort()
}

/** Filters from the page's address; what is not understood is left out, so that an old link still opens. */
export function filtersFrom(query: LocationQuery): Filters {
  const sort = textOf(query, 'sort')
  return {
    state: standingOf(textOf(query, 'state')),
    unit: codeOf(query, 'unit'), category: codeOf(query, 'category'), area: codeOf(query, 'area'),
    overdue: textOf(query, 'overdue') === '1',
    pending: textOf(query, 'pending') === '1', supervised: textOf(query, 'supervised') === '1', on_time: textOf(query, 'on_time') === '1',
    reported: periodOf(query, 'reported'), due: periodOf(query, 'due'), ended: periodOf(query, 'ended'),
    battle: /^(\d{1,2}|none)$/.test(textOf(query, 'battle')) ? textOf(query, 'battle') : '',
    q: textOf(query, 'q').slice(0, longestSearch),
    sort: allSorts.find((one) => one === sort) ?? 'due_at',
  }
}

/** The page's address for some filters: only what differs from the plain list of open cases. */
export function queryOf(filters: Filters): Record<string, string> {
  const query: Record<string, string> = {}
  if (filters.state !== 'open') query.state = filters.state === 'all' ? 'all' : filters.state.join(',')
  for (const key of ['unit', 'category', 'area', 'q', 'battle', ...periods] as const) if (filters[key] !== '') query[key] = filters[key]
  for (const key of flags) if (filters[key]) query[key] = '1'
  if (filters.sort !== 'due_at') query.sort = filters.sort
  return query
}

/** What is asked of the API for the counters: everything but state and lateness, which the counters are of. */
export function countsQuery(filters: Filters): Record<string, string | boolean> {
  const { unit, category, area, q, pending, supervised, on_time, battle } = filters
  const spans = periods.flatMap((key) => {
    const [, since = '', until = ''] = period.exec(filters[key]) ?? []
    return [[`${key}_since`, since], [`${key}_until`, until]] as const
  })
  return Object.fromEntries([...Object.entries({ unit, category, area, q, pending, supervised, on_time, battle }), ...spans].filter(([, value]) => value !== '' && value !== false))
}

/** What is asked of the API for the list. `known`: the codes of all states. */
export function listQuery(filters: Filters, known: readonly string[]): Record<string, unknown> {
  const states = filters.state === 'open' ? known.filter((state) => !isEnded(state)) : filters.state === 'all' ? undefined : filters.state
  return { ...countsQuery(filters), state: states, overdue: filters.overdue ? true : undefined, sort: filters.sort }
}

/** How many filters beside the state stand in the way of seeing everything. */
export const narrowing = (filters: Filters): number =>
  [filters.unit, filters.category, filters.area, filters.battle, filters.reported, filters.due, filters.ended].filter((value) => value !== '').length + Number(filters.pending) + Number(filters.supervised) + Number(filters.on_time) + (filters.sort === 'due_at' ? 0 : 1)

/** Whether a moment lies in a period; without a period every moment does, and so does none. */
function within(text: string, moment: string | null): boolean {
  const [, since, until] = period.exec(text) ?? []
  if (since === undefined || until === undefined) return true
  const day = moment === null ? '' : countyDay(Date.parse(moment))
  return day >= since && day <= until
}

/** Whether the counters count a case: its unit, type, area, words, what it waits for. */
export function counted(filters: Filters, item: CaseItem): boolean {
  return (filters.unit === '' || item.unit.code === filters.unit)
    && item.category.code.startsWith(filters.category)
    && (!filters.pending || item.pending !== null) && (!filters.supervised || item.supervised)
    && (!filters.on_time || item.state === 'CLOSED')
    && within(filters.reported, item.reported_at) && within(filters.due, item.due_at) && within(filters.ended, item.closed_at)
    && (filters.area === '' || (item.area?.code.startsWith(filters.area) ?? false))
    && (filters.q === '' || item.number.includes(filters.q) || item.description.includes(filters.q))
}

/** Whether the list shows a case, judged as the server would. */
export function listed(filters: Filters, item: CaseItem): boolean {
  const standing = filters.state === 'all' || (filters.state === 'open' ? !isEnded(item.state) : filters.state.includes(item.state))
  return standing && (!filters.overdue || item.overdue) && counted(filters, item)
}

/** The list's order: as the server sorts it, cases without a deadline last, ties by id. Negative: `a` first. */
export function inOrder(sort: Sort, a: CaseItem, b: CaseItem): number {
  const key = (item: CaseItem) => sort.endsWith('due_at') ? (item.clock_at === null ? Infinity : Date.parse(item.clock_at)) : Date.parse(item.reported_at)
  const [first, second] = [key(a), key(b)]
  const ascending = first === second ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : first < second ? -1 : 1
  return sort.startsWith('-') ? -ascending : ascending
}
