import type { Feature, Point } from 'geojson'
import { isEnded } from '@/cases/states'
import type { CasePoint } from '@/core/shapes'

/** West, south, east, north; degrees WGS-84. */
export type Bounds = readonly [number, number, number, number]
export type CaseFeature = Feature<Point, CasePoint>

export function within(bounds: Bounds, [lon = NaN, lat = NaN]: readonly number[]): boolean {
  return lon >= bounds[0] && lon <= bounds[2] && lat >= bounds[1] && lat <= bounds[3]
}

export const covers = (outer: Bounds, inner: Bounds): boolean =>
  within(outer, [inner[0], inner[1]]) && within(outer, [inner[2], inner[3]])

/** The smallest bounds around places, null around none. */
export function boxAround(places: readonly (readonly number[])[]): Bounds | null {
  const lons = places.flatMap(([lon]) => lon ?? [])
  const lats = places.flatMap(([, lat]) => lat ?? [])
  return lons.length === 0 || lats.length === 0 ? null : [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** As an address has it. Six decimals of a degree are a decimetre. */
export const boxOf = (bounds: Bounds): string => bounds.map((degrees) => degrees.toFixed(6)).join(',')

/** The bounds widened by `share` of their size on every side, kept on earth. */
export function widened([west, south, east, north]: Bounds, share: number): Bounds {
  const x = (east - west) * share
  const y = (north - south) * share
  return [Math.max(-180, west - x), Math.max(-90, south - y), Math.min(180, east + x), Math.min(90, north + y)]
}

/** What stands in the frame, the most pressing first: overdue, then by deadline, those without one after them, what has ended last. */
export function listed(features: readonly CaseFeature[], bounds: Bounds): CasePoint[] {
  return features.filter(({ geometry }) => within(bounds, geometry.coordinates)).map(({ properties }) => properties).sort(byPressure)
}

function byPressure(one: CasePoint, other: CasePoint): number {
  if (one.overdue !== other.overdue) return one.overdue ? -1 : 1
  if (isEnded(one.state) !== isEnded(other.state)) return isEnded(one.state) ? 1 : -1
  const gap = dueTime(one) - dueTime(other)
  return gap !== 0 && !Number.isNaN(gap) ? gap : one.number.localeCompare(other.number)
}
const dueTime = ({ due_at }: CasePoint): number => due_at === null ? Infinity : Date.parse(due_at)

export interface Tally { total: number; overdue: number; byState: ReadonlyMap<string, number> }

export function tallied(points: readonly Pick<CasePoint, 'state' | 'overdue'>[]): Tally {
  const byState = new Map<string, number>()
  points.forEach(({ state }) => byState.set(state, (byState.get(state) ?? 0) + 1))
  return { total: points.length, overdue: points.filter((point) => point.overdue).length, byState }
}
