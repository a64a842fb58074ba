import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { Sight } from './base/openGround'

/** What narrows the map, as it stands in the page's address. Codes; empty means everything. */
export interface Wanted { state: string[]; unit: string; category: string; overdue: boolean }

const listed = (value: LocationQuery[string] | undefined): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '')

export function wantedFrom(query: LocationQuery): Wanted {
  return {
    state: listed(query.state), unit: listed(query.unit)[0] ?? '', category: listed(query.category)[0] ?? '',
    overdue: listed(query.overdue)[0] === '1',
  }
}

/** The same for the address; what is not set is left out. */
export function queryFrom(wanted: Wanted): LocationQueryRaw {
  return {
    state: wanted.state.length === 0 ? undefined : wanted.state,
    unit: wanted.unit === '' ? undefined : wanted.unit,
    category: wanted.category === '' ? undefined : wanted.category,
    overdue: wanted.overdue ? '1' : undefined,
  }
}

/** How many filters are set, each kind counted once. */
export function countOf(wanted: Wanted): number {
  return [wanted.state.length > 0, wanted.unit !== '', wanted.category !== '', wanted.overdue].filter(Boolean).length
}

/** `zoom,lat,lon` as in `?at=12.50,36.18610,118.16020`; null when absent or not a place on earth. */
export function sightFrom(query: LocationQuery): Sight | null {
  const parts = listed(query.at)[0]?.split(',').map((part) => part.trim() === '' ? NaN : Number(part)) ?? []
  const [zoom = NaN, lat = NaN, lon = NaN] = parts
  const onEarth = parts.length === 3 && zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return onEarth ? { lon, lat, zoom } : null
}

/** Five decimals of a degree are about a metre. */
export const sightQuery = ({ lon, lat, zoom }: Sight): string => `${zoom.toFixed(2)},${lat.toFixed(5)},${lon.toFixed(5)}`
