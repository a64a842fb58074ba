import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { covers, widened, within, type Bounds, type CaseFeature } from './inView'
import type { Wanted } from './wanted'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import type { CasePoints } from '@/core/shapes'
import { gathered } from '@/live/freshen'
import { onLive } from '@/live/live'
import type { LiveEvent } from '@/live/wire'

/**
 * Where the map's cases come from: whole features of the frame and a margin, read again when the frame leaves them.
 * Nothing else on the page asks the server for points, so that tiles can take this module's place.
 */
export interface CasesInView {
  features: Ref<readonly CaseFeature[]>
  /** The last reading's fault; the features before it stay. */
  problem: Ref<Problem | null>
  /** Nothing has been read yet. */
  first: Ref<boolean>
  /** The server gave only a part. */
  cut: Ref<boolean>
  again: () => void
}

const settle = 250 // milliseconds the frame must rest before it is read
const margin = 0.3 // of the frame's size, read ahead on every side
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
    const asked = { bounds: widened(bounds.value, margin), wanted: JSON.stringify(wanted.value) }
    try {
      const got = await answer(api.GET('/api/cases.geojson', { params: { query: asQuery(asked.bounds, wanted.value) }, signal: mine.signal })) as CasePoints
      if (mine.signal.aborted) return
      cut.value = got.truncated
      held = { ...asked, at: Date.now(), cut: cut.value }
      features.value = got.features
      problem.value = null
      first.value = false
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = asProblem(thrown)
    }
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

function asQuery(bounds: Bounds, wanted: Wanted): Record<string, unknown> {
  return {
    bbox: bounds.map((degrees) => degrees.toFixed(6)).join(','),
    state: wanted.state.length > 0 ? wanted.state : undefined, unit: wanted.unit || undefined,
    category: wanted.category || undefined, overdue: wanted.overdue || undefined,
  }
}
