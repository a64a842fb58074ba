import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import { onBeforeRouteLeave, useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import type { Sight } from './base/openGround'
import { indicatorFrom, levelFrom, type Indicator, type ShadedLevel } from './shading'
import { viewFrom, type View } from './views'
import { queryFrom, sightFrom, sightQuery, wantedFrom, type Wanted } from './wanted'
import { countyDay } from '@/cases/county-input'

export interface MapQuery {
  wanted: WritableComputedRef<Wanted>
  chosenId: ComputedRef<string | null>
  /** The sight the page was opened with. */
  start: Sight | null
  view: WritableComputedRef<View>
  indicator: WritableComputedRef<Indicator>
  /** Of which areas the map is shaded. */
  level: WritableComputedRef<ShadedLevel>
  /** The county day that is played again. */
  day: WritableComputedRef<string>
  choose: (id: string | null) => void
  keepSight: (sight: Sight) => void
}

/** Filters, sight and the chosen case in the page's address, so that what one sees can be sent to somebody else. */
export function useMapQuery(): MapQuery {
  const route = useRoute()
  const router = useRouter()
  const page = route.name
  // Where the person goes next may still be loading; writing the address now would call that off.
  let leaving = false
  onBeforeRouteLeave(() => { leaving = true })

  /** The page may already have been left when a map comes to rest. */
  const write = (change: LocationQueryRaw, way: 'push' | 'replace' = 'replace'): void => {
    if (route.name === page && !leaving) void router[way]({ query: { ...route.query, ...change } })
  }
  const wanted = computed<Wanted>({
    get: (before) => {
      const now = wantedFrom(route.query)
      return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now
    },
    set: (now) => { write(queryFrom(now)) },
  })
  const chosenId = computed(() => typeof route.query.case === 'string' && route.query.case !== '' ? route.query.case : null)

  const view = computed<View>({ get: () => viewFrom(route.query.view), set: (now) => { write({ view: now === 'pins' ? undefined : now, case: undefined }) } })
  const indicator = computed<Indicator>({ get: () => indicatorFrom(route.query.by), set: (now) => { write({ by: now }) } })
  const level = computed<ShadedLevel>({ get: () => levelFrom(route.query.level), set: (now) => { write({ level: now === 'town' ? undefined : now }) } })
  const day = computed<string>({
    get: () => typeof route.query.day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(route.query.day) ? route.query.day : countyDay(Date.now()),
    set: (now) => { write({ day: now }) },
  })

  return {
    wanted, view, indicator, level, day, chosenId, start: sightFrom(route.query),
    // Opening a case is a step the back key undoes; going from one to the next is not.
    choose: (id) => { write({ case: id ?? undefined }, chosenId.value === null && id !== null ? 'push' : 'replace') },
    keepSight: (sight) => { write({ at: sightQuery(sight) }) },
  }
}
