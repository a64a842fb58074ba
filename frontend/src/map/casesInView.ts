import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { boxOf, covers, widened, within, type Bounds, type CaseFeature } from './inView'
import { pressingFirst } from './pressing'
import { asked, type Wanted } from './wanted'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CaseItem, CasePoints } from '@/core/shapes'
import { gathered } from '@/live/freshen'
import { onLive } from '@/live/live'
import type { LiveEvent } from '@/live/wire'

/**
 * The cases that stand in the list beside the map: all of the frame and a margin, read again when the frame leaves them;
 * where they are too many, the most pressing of the frame. What the map draws comes in tiles (caseTiles.ts).
 */
export interface CasesInView {
  features: Ref<readonly CaseFeature[]>
  /** The last reading's fault; the features before it stay. */
  problem: Ref<Problem | null>
  /** Nothing has been read yet. */
  first: Ref<boolean>
  /** There are more than are held. */
  cut: Ref<boolean>
  again: () => void
}

const settle = 250 // milliseconds the frame must rest before it is read
const margin = 0.3 // of the frame's size, read ahead on every side
const most = 400 // cases held at a time
const pressing = 50 // of more than that, so many of the most pressing
const freshFor = 15_000 // milliseconds after which coming back to the page reads again

interface Held { bounds: Bounds; wanted: string; at: number; cut: boolean }

export function useCasesInView(bounds: Ref<Bounds | null>, wanted: Ref<Wanted>): CasesInView {
  const features = shallowRef<readonly CaseFeature[]>([])
  const problem = ref<Problem | null>(null)
  const first = ref(true)
  const cut = ref(false)
  let held: Held | null = null
  let reading: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    if (bounds.value === null) return
    reading?.abort()
    const mine = reading = new AbortController()
    const reach = { bounds: widened(bounds.value, margin), wanted: JSON.stringify(wanted.value) }
    try {
      const got = await answer(api.GET('/api/cases.geojson', { params: { query: { ...asked(wanted.value), bbox: boxOf(reach.bounds), limit: most, all_or_none: true } as never }, signal: mine.signal })) as CasePoints
      const found = got.truncated ? await mostPressing(bounds.value, mine.signal) : got.features
      if (mine.signal.aborted) return
      cut.value = got.truncated
      held = { ...reach, at: Date.now(), cut: cut.value }
      features.value = found
      problem.value = null
      first.value = false
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown)
    }
  }

  async function mostPressing(frame: Bounds, signal: AbortSignal): Promise<CaseFeature[]> {
    const found: CaseItem[] = []
    for (const narrowed of pressingFirst(wanted.value)) {
      if (found.length >= pressing) break
      const query = { ...narrowed, bbox: boxOf(frame), limit: pressing - found.length }
      found.push(...(await answer(api.GET('/api/cases', { params: { query: query as never }, signal }))).items)
    }
    return found.map(asFeature)
  }

  /** Whether what is held still answers: same filters, frame inside, and nothing was left out of it. */
  function answers(): boolean {
    return held !== null && bounds.value !== null && !held.cut && held.wanted === JSON.stringify(wanted.value) && covers(held.bounds, bounds.value)
  }
  function soon(wait: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => { void read() }, wait)
  }

  watch(wanted, () => { if (!answers()) soon(0) })
  watch(bounds, (_now, before) => { if (!answers()) soon(before === null ? 0 : settle) }, { immediate: true })

  /** Whether something happened to a case that is held, or that would be. */
  function touches(event: LiveEvent): boolean {
    if (event.kind === 'resync') return true
    if (held === null || (event.kind !== 'case' && event.kind !== 'gone')) return false
    const shown = features.value.some(({ properties }) => properties.id === event.case)
    return shown || (event.kind === 'case' && within(held.bounds, [event.lon, event.lat]))
  }
  const changed = gathered<'frame'>(() => { soon(0) }, 400, 3000)
  onLive((event) => { if (touches(event)) changed('frame') })

  function comeBack(): void {
    const old = held === null || problem.value !== null || Date.now() - held.at > freshFor
    if (document.visibilityState === 'visible' && old) soon(0)
  }
  window.addEventListener('focus', comeBack)
  document.addEventListener('visibilitychange', comeBack)
  window.addEventListener('online', comeBack)
  onScopeDispose(() => {
    clearTimeout(timer)
    reading?.abort()
    window.removeEventListener('focus', comeBack)
    document.removeEventListener('visibilitychange', comeBack)
    window.removeEventListener('online', comeBack)
  })
  return { features, problem, first, cut, again: () => { soon(0) } }
}

/** A row of the inbox as a point on the map. */
function asFeature({ location, category, unit, ...row }: CaseItem): CaseFeature {
  const { id, number, state, overdue, urgent, due_at, reported_at, demo } = row
  return {
    type: 'Feature', geometry: { type: 'Point', coordinates: [location.lon, location.lat] },
    properties: {
      id, number, state, overdue, urgent, due_at, reported_at, demo,
      category: category.code, category_name: category.name, unit: unit.code, unit_name: unit.name,
    },
  }
}
