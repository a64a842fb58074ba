import type { Category, Group } from '@/core/shapes'
import { metresBetween } from '@/places/distance'

/** A report this person made: what, where (null if unknown) and when, epoch milliseconds. `place`: what they called the place. */
export interface Reported { code: string; lon: number | null; lat: number | null; at: number; place?: string | null }

const day = 86_400_000
const halfLife = 14 * day
const near = 200 // metres within which a former report speaks for this place
const around = 3 // hours within which it speaks for this time of day

/** Hours between two times of day, 0 to 12. */
function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b) % day / 3_600_000
  return Math.min(apart, 24 - apart)
}

/** What one former report says for its type now: lately 1, the same place +4, the same hour +1, each fading. */
function says(report: Reported, here: { lon: number; lat: number } | null, now: number): number {
  const lately = 0.5 ** (Math.max(0, now - report.at) / halfLife)
  const placed = here !== null && report.lon !== null && report.lat !== null
  const metres = placed ? metresBetween({ lon: report.lon ?? 0, lat: report.lat ?? 0 }, here) : Infinity
  const place = Math.max(0, 1 - metres / near)
  const hour = Math.max(0, 1 - hoursApart(report.at, now) / around)
  return lately * (1 + 4 * place + hour)
}

/** The notice's common types: the first of each head of its first family, then the second of each, in its own order. */
function common(categories: readonly Category[], groups: readonly Group[]): Category[] {
  const family = groups[0]?.family
  const heads = groups.filter((group) => group.family === family).map((group) => categories.filter((one) => one.group === group.code))
  const longest = Math.max(0, ...heads.map((types) => types.length))
  return Array.from({ length: longest }, (_, at) => heads.flatMap((types) => types[at] ?? [])).flat()
}

/**
 * The types to offer after the shutter, likeliest first: by what this person reported here, at this hour and lately;
 * filled up with the notice's common ones, so that a new phone offers some too.
 */
export function suggestTypes(
  history: readonly Reported[], notice: { categories: readonly Category[]; groups: readonly Group[] },
  here: { lon: number; lat: number } | null, now: number, most: number,
): Category[] {
  const weights = new Map<string, number>()
  for (const report of history) weights.set(report.code, (weights.get(report.code) ?? 0) + says(report, here, now))
  const known = notice.categories.filter((one) => weights.has(one.code))
    .sort((a, b) => (weights.get(b.code) ?? 0) - (weights.get(a.code) ?? 0))
  return [...new Set([...known, ...common(notice.categories, notice.groups)])].slice(0, most)
}
