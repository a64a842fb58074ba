import { within, type Bounds, type Tally } from './inView'
import { asked, type Wanted } from './wanted'

/** The finest tiles there are; nearer, the map draws these larger (app/map/tile_json.py). */
export const deepest = 19

/** Where the tiles of the cases wanted are, as a map asks for them. */
export function tileAddress(wanted: Wanted): string {
  const query = new URLSearchParams(Object.entries(asked(wanted)).flatMap(([key, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [key, String(one)])))
  const narrowed = query.size === 0 ? '' : `?${query.toString()}`
  return `${location.origin}/tiles/cases/{z}/{x}/{y}.mvt${narrowed}`
}

export interface TileId { z: number; x: number; y: number }

/** The tiles of every zoom in which a place lies (Web Mercator; degrees WGS-84). */
export function tilesAt(lon: number, lat: number): TileId[] {
  const east = (lon + 180) / 360
  const turned = Math.sin(lat * Math.PI / 180)
  const south = 0.5 - Math.log((1 + turned) / (1 - turned)) / (4 * Math.PI)
  return Array.from({ length: deepest + 1 }, (_, z) => ({ z, x: Math.floor(east * 2 ** z), y: Math.floor(south * 2 ** z) }))
}

/** A point or a heap as a tile has it. */
export interface Marked { layer: 'cases' | 'clusters'; at: readonly number[]; properties: Record<string, unknown> }

/**
 * How many cases stand in the frame. A heap counts as a whole where its middle is in the frame, so that beside heaps the
 * number is not `exact`; how many are late is known of single cases only.
 */
export function tallyOf(marked: readonly Marked[], bounds: Bounds): Tally & { exact: boolean } {
  const byState = new Map<string, number>()
  const add = (state: string, cases: number): void => { byState.set(state, (byState.get(state) ?? 0) + cases) }
  let overdue = 0
  let exact = true
  for (const { layer, at, properties } of marked) {
    if (!within(bounds, at)) continue
    if (layer === 'cases') {
      add(String(properties.state), 1)
      if (properties.overdue === true) overdue += 1
      continue
    }
    exact = false
    for (const [name, cases] of Object.entries(properties)) if (name !== 'count' && typeof cases === 'number') add(name, cases)
  }
  return { total: [...byState.values()].reduce((sum, cases) => sum + cases, 0), overdue, byState, exact }
}
