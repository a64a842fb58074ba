import { within } from '@/places/fix'
import type { PackOutline, PackRules } from '@/pack/shapes'

/** Grid cells before villages before towns before the county. */
const finestFirst = ['grid', 'village', 'town', 'county']
type Ring = readonly (readonly number[])[]

/**
 * The code of the smallest area whose outline holds a position, borders included, as app/places/find.py finds it; on a
 * border between two of a level the lower code has it. Null where no outline does.
 */
export function areaAt(outlines: readonly PackOutline[], lon: number, lat: number): string | null {
  const holding = outlines.filter((outline) => polygonsOf(outline).some((polygon) => inPolygon(polygon, lon, lat)))
  holding.sort((a, b) => finestFirst.indexOf(a.level) - finestFirst.indexOf(b.level) || (a.code < b.code ? -1 : 1))
  return holding[0]?.code ?? null
}

/** A town's or village's name; its code where the rules do not name it. */
export function areaName(table: PackRules, code: string): string {
  const village = table.villages.find(([one]) => one === code)
  return table.towns.find((one) => one.code === code)?.name ?? village?.[1] ?? code
}

export const outsideCounty = (table: PackRules, lon: number, lat: number): boolean => !within(table.bbox, lon, lat)

function polygonsOf(outline: PackOutline): readonly (readonly Ring[])[] {
  const { type, coordinates } = outline.geometry as { type: string; coordinates: unknown }
  return type === 'MultiPolygon' ? coordinates as Ring[][] : [coordinates as Ring[]]
}

/** In the outer ring or on it, and not strictly inside a hole. */
function inPolygon([outer, ...holes]: readonly Ring[], lon: number, lat: number): boolean {
  if (outer === undefined || side(outer, lon, lat) === 'out') return false
  return holes.every((hole) => side(hole, lon, lat) !== 'in')
}

/** Even-odd ray casting, with points on an edge told apart. */
function side(ring: Ring, lon: number, lat: number): 'in' | 'on' | 'out' {
  let inside = false
  for (let at = 1; at < ring.length; at++) {
    const [x1 = 0, y1 = 0] = ring[at - 1] ?? []
    const [x2 = 0, y2 = 0] = ring[at] ?? []
    const cross = (x2 - x1) * (lat - y1) - (y2 - y1) * (lon - x1)
    const between = lon >= Math.min(x1, x2) && lon <= Math.max(x1, x2) && lat >= Math.min(y1, y2) && lat <= Math.max(y1, y2)
    if (cross === 0 && between) return 'on'
    if ((y1 > lat) !== (y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1) inside = !inside
  }
  return inside ? 'in' : 'out'
}
