import type { FixSource, Location } from '@/core/shapes'

/** Above this radius (metres, 95 %) a fix is called poor and the person is warned. */
export const poorAccuracy = 50
/** A fix older than this many seconds at the shutter no longer says where the photo was taken. */
export const oldAfter = 60
/** How long a better but older fix is still preferred over a newer one, seconds. */
const keepBest = 10

/** Where the phone believes to be. Degrees WGS-84; `accuracy_m` metres at 95 %; `at` epoch milliseconds. */
export interface Fix { lon: number; lat: number; accuracy_m: number; at: number; source: FixSource }

/**
 * A fix from the Geolocation API. Browsers do not say what the position came from; an altitude or a radius within
 * 30 m is taken for satellite, anything wider for the network.
 */
export function fixFrom(position: Pick<GeolocationPosition, 'timestamp'> & { coords: Pick<GeolocationCoordinates, 'longitude' | 'latitude' | 'accuracy' | 'altitude'> }): Fix {
  const { longitude, latitude, accuracy, altitude } = position.coords
  const source = altitude !== null || accuracy <= 30 ? 'gps' : 'network'
  return { lon: longitude, lat: latitude, accuracy_m: accuracy, at: position.timestamp, source }
}

/** Of two fixes the one to trust: the narrower, unless it has become more than `keepBest` seconds older. */
export function better(held: Fix | null, fresh: Fix): Fix {
  if (held === null || fresh.at - held.at > keepBest * 1000) return fresh
  return fresh.accuracy_m <= held.accuracy_m ? fresh : held
}

export const ageSeconds = (fix: Pick<Fix, 'at'>, now: number): number => Math.max(0, (now - fix.at) / 1000)

/** As the report carries it. */
export function locationFrom(fix: Fix): Location {
  return { lon: fix.lon, lat: fix.lat, accuracy_m: Math.round(fix.accuracy_m * 10) / 10, fixed_at: new Date(fix.at).toISOString(), source: fix.source }
}

/** A place the person pointed at: it has no measured accuracy. */
export function pinnedAt(lon: number, lat: number, now: number): Location {
  return { lon: round7(lon), lat: round7(lat), accuracy_m: null, fixed_at: new Date(now).toISOString(), source: 'manual' }
}

/** Seven decimals of a degree are about a centimetre. */
const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** What deserves a warning before sending: nothing, a wide radius, or a fix long before the shutter. */
export function doubtAbout(location: Location, takenAt: string): 'poor' | 'old' | null {
  if (location.source === 'manual') return null
  if ((location.accuracy_m ?? Infinity) > poorAccuracy) return 'poor'
  const age = Date.parse(takenAt) - Date.parse(location.fixed_at ?? takenAt)
  return age > oldAfter * 1000 ? 'old' : null
}

/** Whether a place lies in a box [west, south, east, north], degrees. */
export function within(bbox: readonly number[], lon: number, lat: number): boolean {
  const [west = -180, south = -90, east = 180, north = 90] = bbox
  return lon >= west && lon <= east && lat >= south && lat <= north
}
