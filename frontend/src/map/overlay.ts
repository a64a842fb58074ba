import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { Areas } from './base/areas'
import { toneName } from './base/ink'
import type { Bounds } from './inView'
import { stoodAt, tallyOfFilm, useReplay } from './replay'
import { levelsOf, readShading, type Indicator, type ShadedLevel } from './shading'
import { nothing, type View } from './views'
import { asked, type Wanted } from './wanted'
import { countyDay } from '@/cases/county-input'
import { answer, api } from '@/core/api'
import { asProblem, type Problem } from '@/core/problem'
import { gathered } from '@/live/freshen'
import { onLive } from '@/live/live'
import { useNotice } from '@/notices/notice'

export interface Told { id: string; number: string; state: string; reported_at: string }
/** A place where cases of one type came back; `id` is its newest case, `cases` all of them, the newest first. */
export interface Spot {
  id: string; number: string; category_name: string; unit_name: string; times: number; first_at: string; last_at: string
  at: readonly [lon: number, lat: number]; cases: readonly Told[]
}
const shadedDays = 29 // before today, where no period is set
const nobody: FeatureCollection<Point> = { type: 'FeatureCollection', features: [] }
const emptyDay = { reported: 0, closed: 0, steps: 0 }

/** What lies over the map in the views that are not drawn from tiles: shaded areas, spots, or a day played again. */
export function useOverlay(view: Ref<View>, wanted: Ref<Wanted>, indicator: Ref<Indicator>, level: Ref<ShadedLevel>, day: Ref<string>, bounds: Ref<Bounds | null>) {
  const notice = useNotice()
  const read = shallowRef<FeatureCollection>(nothing)
  const problem = ref<Problem | null>(null)
  /** Read once: they change with the notice alone, and a county's villages are long. */
  const areas = shallowRef<Areas | null>(null)
  let turn = 0

  const period = computed(() => ({
    since: wanted.value.since || countyDay(Date.now(), -shadedDays), until: wanted.value.until || countyDay(Date.now()),
  }))
  const film = useReplay(computed(() => view.value === 'replay' ? day.value : ''), wanted)
  const tones = computed(() => new Map((notice.notice?.states ?? []).map(({ code, tone }) => [code, toneName(tone)])))
  const picture = computed(() => view.value === 'replay' && film.replay.value !== null
    ? stoodAt(film.replay.value, film.at.value, tones.value, wanted.value) : { cases: nobody, soFar: emptyDay })

  async function readShade(): Promise<FeatureCollection> {
    areas.value ??= await answer(api.GET('/api/areas.geojson')) as Areas
    return await readShading(areas.value, wanted.value, period.value, indicator.value, level.value)
  }
  async function readSpots(): Promise<FeatureCollection> {
    return await answer(api.GET('/api/map/recurring.geojson', { params: { query: asked(wanted.value) as never } })) as FeatureCollection
  }
  async function again(): Promise<void> {
    const mine = ++turn
    problem.value = null
    try {
      const got = view.value === 'shade' ? await readShade()
        : view.value === 'again' ? await readSpots() : nothing
      if (mine === turn) read.value = got
    } catch (thrown) {
      if (mine === turn) problem.value = asProblem(thrown)
    }
  }
  watch([view, wanted, indicator, level], () => { read.value = nothing; void again() }, { immediate: true })
  const soon = gathered<string>(() => { void again() }, 2000, 10_000)
  onLive((event) => { if ((event.kind === 'case' || event.kind === 'resync') && (view.value === 'shade' || view.value === 'again')) soon(event.kind) })

  return {
    period, film,
    levels: computed(() => areas.value === null ? [] : levelsOf(areas.value)),
    problem: computed(() => problem.value ?? film.problem.value),
    soFar: computed(() => picture.value.soFar),
    /** How the cases in the frame stood at the film's moment; null as long as it has not been read. */
    thenTally: computed(() => film.replay.value === null || bounds.value === null ? null : { ...tallyOfFilm(picture.value.cases, bounds.value), exact: true }),
    overlay: computed(() => view.value === 'replay' ? picture.value.cases : read.value),
    spots: computed(() => view.value === 'again' ? read.value.features.flatMap(asSpot) : []),
  }
}

export function asSpot(feature: Feature): Spot[] {
  if (feature.geometry.type !== 'Point') return []
  const { coordinates: [lon = NaN, lat = NaN] } = feature.geometry
  const { times_told: cases, ...rest } = feature.properties as Omit<Spot, 'at' | 'cases'> & { times_told: Told[] }
  return [{ ...rest, cases, at: [lon, lat] }]
}
