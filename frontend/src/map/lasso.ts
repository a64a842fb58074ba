import { boxOf, type Bounds } from './inView'
import { pressingFirst, toActOn } from './pressing'
import { asked, type Wanted } from './wanted'
import { answer, api } from '@/core/api'
import type { CaseItem, CasePoints } from '@/core/shapes'

/** A line drawn around cases: corners lon, lat in degrees WGS-84; closed by itself. */
export type Loop = readonly (readonly [lon: number, lat: number])[]
export const mostCaught = 200
const aPage = 200 // cases; the server sends no more at a time

/** Whether a place lies inside the loop (even-odd rule). */
export function inside(loop: Loop, [lon, lat]: readonly [number, number]): boolean {
  let within = false
  loop.forEach(([x, y], index) => {
    const [fromX, fromY] = loop.at(index - 1) ?? [x, y]
    if ((y > lat) !== (fromY > lat) && lon < (fromX - x) * (lat - y) / (fromY - y) + x) within = !within
  })
  return within
}

export function around(loop: Loop): Bounds | null {
  if (loop.length < 3) return null
  const lons = loop.map(([lon]) => lon)
  const lats = loop.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

export interface Catch {
  items: CaseItem[]
  /** How many lie inside; at least so many where `counted` is false. */
  inside: number
  counted: boolean
}
const mostCounted = 5000 // cases in the loop's box

/**
 * The cases wanted inside the loop on which one can act, the most pressing first, at most `mostCaught`: the lists of the
 * loop's box are read on until so many are inside or no more are to come. Throws Problem.
 */
export async function caughtIn(loop: Loop, wanted: Wanted, signal?: AbortSignal): Promise<Catch> {
  const box = around(loop)
  const caught = new Map<string, CaseItem>() // a case that turns late meanwhile comes twice
  if (box === null) return { items: [], inside: 0, counted: true }
  const isInside = ({ location }: CaseItem) => inside(loop, [location.lon, location.lat])
  for (const narrowed of pressingFirst(toActOn(wanted))) {
    for (let after: string | undefined, more = true; more;) {
      const query = { ...narrowed, bbox: boxOf(box), limit: aPage, after }
      const page = await answer(api.GET('/api/cases', { params: { query: query as never }, ...(signal && { signal }) }))
      page.items.filter(isInside).forEach((one) => { caught.set(one.id, one) })
      if (caught.size > mostCaught) return { items: [...caught.values()].slice(0, mostCaught), ...await counted(loop, box, wanted, signal) }
      after = page.next ?? undefined
      more = after !== undefined
    }
  }
  return { items: [...caught.values()], inside: caught.size, counted: true }
}

async function counted(loop: Loop, box: Bounds, wanted: Wanted, signal?: AbortSignal): Promise<Omit<Catch, 'items'>> {
  const query = { ...asked(toActOn(wanted)), bbox: boxOf(box), limit: mostCounted }
  const points = await answer(api.GET('/api/cases.geojson', { params: { query: query as never }, ...(signal && { signal }) })) as CasePoints
  const within = points.features.filter(({ geometry: { coordinates: [lon = NaN, lat = NaN] } }) => inside(loop, [lon, lat])).length
  return { inside: Math.max(within, mostCaught), counted: !points.truncated }
}
