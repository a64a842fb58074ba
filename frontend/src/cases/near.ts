import type { CaseItem } from '@/core/shapes'

export interface Spot { lon: number; lat: number }
const metresPerDegree = 111_195 // of a great circle, mean Earth radius 6,371 km

/** Metres between two near places (flat within a few kilometres). Degrees WGS-84. */
export function metresBetween(a: Spot, b: Spot): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat + b.lat) / 2 * Math.PI / 180)
  return Math.hypot(east, b.lat - a.lat) * metresPerDegree
}

/** The box [west, south, east, north] that holds everything within `metres` of a place. */
export function boxAround({ lon, lat }: Spot, metres: number): string {
  const up = metres / metresPerDegree
  const across = up / Math.cos(lat * Math.PI / 180)
  return [lon - across, lat - up, lon + across, lat + up].map((degrees) => degrees.toFixed(6)).join(',')
}

export interface Near { item: CaseItem; metres: number }

/** Of some cases those within `metres` of one, nearest first, itself left out. */
export const nearest = (of: CaseItem, items: readonly CaseItem[], metres: number): Near[] => items
  .filter((item) => item.id !== of.id)
  .map((item) => ({ item, metres: metresBetween(of.location, item.location) }))
  .filter((near) => near.metres <= metres)
  .sort((a, b) => a.metres - b.metres)
