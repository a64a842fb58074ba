import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { periodOf, type Period } from './period'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { components } from '@/core/schema'
import { gathered } from '@/live/freshen'
import { onLive } from '@/live/live'

type Schemas = components['schemas']
export type Figures = Schemas['FiguresOut']
export type GroupFigures = Schemas['GroupFigures']

/** Everything the board shows of a period; the trend is always of the last thirty days, `lateNow` is of all that is open. */
export interface Board { total: Figures; units: GroupFigures[]; battles: GroupFigures[]; heads: GroupFigures[]; days: GroupFigures[]; trend: Period; lateNow: number; at: number }

const quiet = 2_000 // milliseconds of calm before an event is counted
const longest = 10_000 // milliseconds that counting may lag behind a stream that never calms
const patience = 60_000 // milliseconds after which lateness, a fact of the moment, is counted anew

const read = (period: Period, by: Schemas['By']) => answer(api.GET('/api/figures', { params: { query: { ...period, by } } }))

/** The figures of a period, counted anew as cases move. The last ones stay while new ones cannot be had. */
export function useBoard(period: Ref<Period>): { board: ShallowRef<Board | null>; problem: Ref<Problem | null>; again: () => Promise<void> } {
  const board = shallowRef<Board | null>(null)
  const problem = ref<Problem | null>(null)
  let turn = 0

  async function again(): Promise<void> {
    const mine = ++turn
    const trend = periodOf('month', Date.now(), null)
    try {
      const [units, battles, heads, days, now] = await Promise.all([read(period.value, 'unit'), read(period.value, 'battle'), read(period.value, 'head'), read(trend, 'day'), answer(api.GET('/api/cases/counts'))])
      if (mine !== turn) return
      board.value = { total: units.total, units: units.groups, battles: battles.groups, heads: heads.groups, days: days.groups, trend, lateNow: now.overdue, at: Date.now() }
      problem.value = null
    } catch (thrown) {
      if (mine === turn) problem.value = asProblem(thrown)
    }
  }

  watch(period, () => { void again() }, { immediate: true })
  const soon = gathered<string>(() => { void again() }, quiet, longest)
  onLive((event) => { if (event.kind === 'case' || event.kind === 'resync') soon(event.kind) })
  const timer = setInterval(() => { void again() }, patience)
  onScopeDispose(() => { clearInterval(timer); turn++ })
  return { board, problem, again }
}
