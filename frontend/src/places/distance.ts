/** A place, WGS-84 degrees. */
export interface Spot { lon: number; lat: number }

const earthRadius = 6_371_008.8 // metres, IUGG mean radius, as in app/core/geo.py
const radians = (degrees: number): number => degrees * Math.PI / 180

/** Great-circle distance in metres (haversine on the mean sphere). */
export function metresBetween(a: Spot, b: Spot): number {
  const chord = Math.sin(radians(b.lat - a.lat) / 2) ** 2
    + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** "35 m", "1.2 km": tens of metres below a kilometre. */
export function lengthText(metres: number): string {
  if (metres < 1000) return `${metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10} m`
  return `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`
}

/** Where places lie on average; null of none. */
export function middleOf(spots: readonly Spot[]): Spot | null {
  const mean = (of: (spot: Spot) => number) => spots.reduce((sum, spot) => sum + of(spot), 0) / spots.length
  return spots.length === 0 ? null : { lon: mean(({ lon }) => lon), lat: mean(({ lat }) => lat) }
}
