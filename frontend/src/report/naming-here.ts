import { historyOf } from './history'
import type { PackOutline } from '@/pack/shapes'
import { usePack } from '@/pack/pack'
import type { Spot } from '@/places/distance'
import { placeInWords, type KnownPlace } from '@/places/naming'
import { areaAt, areaName } from '@/routing/areas'

/** The middle of an outline's box: good enough for "about so far from". Null where it has no corners. */
function middleOf(outline: PackOutline): Spot | null {
  const corners = (JSON.stringify(outline.geometry.coordinates).match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number)
  const lons = corners.filter((_, at) => at % 2 === 0)
  const lats = corners.filter((_, at) => at % 2 === 1)
  if (lons.length === 0 || lats.length === 0) return null
  const half = (all: number[]) => (all.reduce((a, b) => Math.min(a, b)) + all.reduce((a, b) => Math.max(a, b))) / 2
  return { lon: half(lons), lat: half(lats) }
}

/**
 * A place in words by what this phone knows: spots the person named in earlier reports, and the areas of the rules kept
 * here. Null where it knows none.
 */
export function placeHere(owner: string, at: Spot): string | null {
  const { rules, pack } = usePack()
  const spots = historyOf(owner).reports.flatMap(({ place, lon, lat }): KnownPlace[] =>
    place == null || lon === null || lat === null ? [] : [{ name: place, kind: 'spot', lon, lat }])
  if (rules === null) return placeInWords(at, spots, null)
  const outlines = [...pack?.near?.outlines ?? [], ...rules.outlines]
  const code = areaAt(outlines, at.lon, at.lat)
  const holding = outlines.find((one) => one.code === code)
  const middle = holding === undefined ? null : middleOf(holding)
  const name = code === null ? null : areaName(rules, code)
  const centres: KnownPlace[] = middle === null || name === null ? [] : [{ name, kind: 'centre', ...middle }]
  return placeInWords(at, [...spots, ...centres], name)
}
