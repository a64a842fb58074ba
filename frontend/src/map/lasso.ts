import type { Bounds } from './inView'
import type { Wanted } from './wanted'
import { asked } from './wanted'
import { answer, api } from '@/core/api'
import type { CaseItem } from '@/core/shapes'

/** A line drawn around cases: corners lon, lat in degrees WGS-84; closed by itself. */
export type Loop = readonly (readonly [lon: number, lat: number])[]
export const mostCaught = 200

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
  /** There may be more inside than were read. */
  cut: boolean
}

/** The cases wanted that lie inside the loop, the most pressing first, at most as many as a page holds. Throws Problem. */
export async function caughtIn(loop: Loop, wanted: Wanted): Promise<Catch> {
  const box = around(loop)
  if (box === null) return { items: [], cut: false }
  const query = { ...asked(wanted), bbox: box.map((degrees) => degrees.toFixed(6)).join(','), sort: 'due_at', limit: mostCaught }
  const page = await answer(api.GET('/api/cases', { params: { query: query as never } }))
  return { items: page.items.filter(({ location }) => inside(loop, [location.lon, location.lat])), cut: page.next !== null }
}
