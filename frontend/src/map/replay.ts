import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { ToneName } from './base/ink'
import { tallied, within, type Bounds, type Tally } from './inView'
import { asked, type Wanted } from './wanted'
import { inHandStates as inHand, isEnded, suspendedState } from '@/cases/states'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { components } from '@/core/schema'

export type Replay = components['schemas']['Replay']
/** What had happened by a moment of the day: cases that came in, that were closed, and steps in all. */
export interface SoFar { reported: number; closed: number; steps: number }

export const aDay = 86_400 // seconds
const fresh = 900 // seconds that a step is marked
const tick = 100 // milliseconds between two pictures
/** Seconds of the day in a second of ours. */
export const speeds = [360, 1440, 7200] as const

/** What of a case is another at each moment of the film, and so is sifted here and not by the server. */
export type Sifted = Pick<Wanted, 'state' | 'overdue'>

/** Whether the deadline that pressed then had passed: where a case still stands that of its stage, before that the unit's. */
function wasLate({ stands, due, presses }: Replay['cases'][number], state: string, at: number): boolean {
  if (isEnded(state) || state === suspendedState) return false
  const deadline = state === stands ? presses : inHand.includes(state) ? due : null
  return deadline !== null && at > deadline
}

/** The cases as they stood `at` seconds into the day, those wanted, and what had happened by then. */
export function stoodAt(replay: Replay, at: number, tones: ReadonlyMap<string, ToneName>, wanted: Sifted): { cases: FeatureCollection<Point>; soFar: SoFar } {
  const states = replay.cases.map(({ was }): string | null => was)
  const since = replay.cases.map(() => -Infinity)
  const soFar: SoFar = { reported: 0, closed: 0, steps: 0 }
  for (const step of replay.steps) {
    if (step.at > at) break
    if (states[step.case] === null) soFar.reported += 1
    if (step.state === 'CLOSED' && states[step.case] !== 'CLOSED') soFar.closed += 1
    soFar.steps += 1
    states[step.case] = step.state
    since[step.case] = step.at
  }
  const features = replay.cases.flatMap((one, index): Feature<Point>[] => {
    const state = states[index] ?? null
    if (state === null || (wanted.state.length > 0 && !wanted.state.includes(state))) return []
    const overdue = wasLate(one, state, at)
    if (wanted.overdue && !overdue) return []
    const properties = {
      id: one.id, state, tone: tones.get(state) ?? 'neutral', urgent: one.urgent && !isEnded(state), overdue, fresh: at - (since[index] ?? -Infinity) < fresh,
    }
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: [one.lon, one.lat] }, properties }]
  })
  return { cases: { type: 'FeatureCollection', features }, soFar }
}

/** How the film's cases in the frame stand. */
export function tallyOfFilm(cases: FeatureCollection<Point>, bounds: Bounds): Tally {
  const shown = cases.features.flatMap(({ geometry, properties }) => within(bounds, geometry.coordinates) ? [properties as { state: string; overdue: boolean }] : [])
  return tallied(shown)
}

/** A day played like a film. Plays while the calling scope lives and `day` is not empty. */
export function useReplay(day: Ref<string>, wanted: Ref<Wanted>) {
  const replay = shallowRef<Replay | null>(null)
  const problem = ref<Problem | null>(null)
  const at = ref(0)
  const playing = ref(false)
  const speed = ref<number>(speeds[1])
  let turn = 0

  async function read(): Promise<void> {
    const mine = ++turn
    const stood = at.value
    playing.value = false
    replay.value = null
    problem.value = null
    if (day.value === '') return
    try {
      const query = { ...asked(wanted.value), state: undefined, overdue: undefined, day: day.value }
      const got = await answer(api.GET('/api/map/replay', { params: { query: query as never } }))
      if (mine !== turn) return
      replay.value = got
      if (at.value === stood) at.value = Math.max(0, (got.steps[0]?.at ?? 0) - 600) // else somebody has moved on already
    } catch (thrown) {
      if (mine === turn) problem.value = asProblem(thrown)
    }
  }
  const sought = computed(() => JSON.stringify({ ...wanted.value, state: [], overdue: false }))
  watch([day, sought], () => { void read() }, { immediate: true })

  const timer = setInterval(() => {
    if (!playing.value) return
    at.value = Math.min(aDay, at.value + speed.value * tick / 1000)
    if (at.value >= aDay) playing.value = false
  }, tick)
  onScopeDispose(() => { clearInterval(timer); turn++ })

  function play(): void {
    if (at.value >= aDay) at.value = 0
    playing.value = !playing.value
  }
  return { replay, problem, at, playing, speed, play, again: read }
}

/** 08:05 of the local day. */
export const clock = (at: number): string => `${String(Math.floor(at / 3600)).padStart(2, '0')}:${String(Math.floor(at % 3600 / 60)).padStart(2, '0')}`
