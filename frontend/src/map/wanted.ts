import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { Sight } from './base/openGround'

/** What narrows the map, as it stands in the page's address. Codes and county days; empty means everything. */
export interface Wanted {
  state: string[]; unit: string; category: string; area: string; source: string; overdue: boolean
  /** One of the campaign's battles by its number, or `none`. */
  battle: string
  /** First and last county day of the report, `2026-03-01`, both included. */
  since: string; until: string
}

export const everything: Wanted = { state: [], unit: '', category: '', area: '', source: '', overdue: false, battle: '', since: '', until: '' }
const words = ['unit', 'category', 'area', 'source', 'battle', 'since', 'until'] as const
const shapes: Partial<Record<(typeof words)[number], RegExp>> = { battle: /^(\d{1,2}|none)$/, since: /^\d{4}-\d{2}-\d{2}$/, until: /^\d{4}-\d{2}-\d{2}$/ }

const listed = (value: LocationQuery[string] | undefined): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '')

/** Filters from an address; what is not understood is left out, so that an old link still opens. */
export function wantedFrom(query: LocationQuery): Wanted {
  const word = (key: (typeof words)[number]): string => {
    const said = listed(query[key])[0] ?? ''
    return shapes[key]?.test(said) === false ? '' : said
  }
  return { ...everything, ...Object.fromEntries(words.map((key) => [key, word(key)])), state: listed(query.state), overdue: listed(query.overdue)[0] === '1' }
}

/** The same for the address; what is not set is left out. */
export function queryFrom(wanted: Wanted): LocationQueryRaw {
  return {
    ...Object.fromEntries(words.map((key) => [key, wanted[key] === '' ? undefined : wanted[key]])),
    state: wanted.state.length === 0 ? undefined : wanted.state,
    overdue: wanted.overdue ? '1' : undefined,
  }
}

/** The same for the server: lists, tiles and counts take it alike. */
export function asked(wanted: Wanted) {
  return {
    state: wanted.state.length > 0 ? wanted.state : undefined, unit: wanted.unit === '' ? undefined : [wanted.unit],
    category: wanted.category || undefined, area: wanted.area || undefined, source: wanted.source || undefined,
    overdue: wanted.overdue || undefined, battle: wanted.battle === '' ? undefined : wanted.battle === 'none' ? 'none' as const : Number(wanted.battle),
    reported_since: wanted.since || undefined, reported_until: wanted.until || undefined,
  }
}

/** How many filters are set, each kind counted once. */
export function countOf(wanted: Wanted): number {
  const period = wanted.since !== '' || wanted.until !== ''
  return [wanted.state.length > 0, wanted.overdue, period, ...words.slice(0, 5).map((key) => wanted[key] !== '')].filter(Boolean).length
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
