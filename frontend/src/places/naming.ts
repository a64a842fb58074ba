import { metresBetween, type Spot } from './distance'
import { say } from '@/core/language'
import { placeWords as words } from '@/words/places'

/** A place the phone has a name for. `centre`: of an area's outline, not a spot one can walk to. */
export interface KnownPlace extends Spot { name: string; kind: 'spot' | 'centre' }

const beside = 10 // metres within which one is at the place itself
const inSight = 300 // metres up to which a spot's name helps to find the way
const sides = [words.north, words.northEast, words.east, words.southEast, words.south, words.southWest, words.west, words.northWest]

/** The direction from one place to another, one of eight, as words. */
function towards(from: Spot, to: Spot): string {
  const east = (to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180)
  const eighth = Math.round(Math.atan2(east, to.lat - from.lat) / (Math.PI / 4))
  return say(sides[(eighth + 8) % 8] ?? words.north)
}

const nearest = (places: readonly KnownPlace[], at: Spot): KnownPlace | undefined =>
  places.reduce<KnownPlace | undefined>((best, one) => best === undefined || metresBetween(one, at) < metresBetween(best, at) ? one : best, undefined)

/** Tens of metres below a kilometre, else tenths of a kilometre. */
function length(metres: number): string {
  return metres < 1000 ? say(words.metres, { n: Math.max(10, Math.round(metres / 10) * 10) }) : say(words.kilometres, { n: (metres / 1000).toFixed(1) })
}

/**
 * Where a place is in words: from the nearest named spot (…向西约 20 米); where none is within 300 m, within which area and
 * how far from its middle, said to be that. Null where the phone knows no name.
 */
export function placeInWords(at: Spot, known: readonly KnownPlace[], area: string | null): string | null {
  const spot = nearest(known.filter((one) => one.kind === 'spot'), at)
  const metres = spot === undefined ? Infinity : metresBetween(spot, at)
  if (spot !== undefined && metres <= beside) return spot.name
  if (spot !== undefined && metres <= inSight) return say(words.fromSpot, { name: spot.name, side: towards(spot, at), length: length(metres) })
  const centre = nearest(known.filter((one) => one.kind === 'centre'), at)
  if (centre === undefined) return area
  const far = say(words.fromCentre, { name: centre.name, side: towards(centre, at), length: length(metresBetween(centre, at)) })
  return area === null || area === centre.name ? far : `${area}，${far}`
}
