export interface Spot { lon: number; lat: number }
const metresPerDegree = 111_195 // of a great circle, mean Earth radius 6,371 km

/** Metres between two near places (flat within a few kilometres). Degrees WGS-84. */
export function metresBetween(a: Spot, b: Spot): number {
  const east = (b.lon - a.lon) * Math.cos((a.lat + b.lat) / 2 * Math.PI / 180)
  return Math.hypot(east, b.lat - a.lat) * metresPerDegree
}
