import type { QueueItem } from '@/outbox/item'
import type { PackCase, PackRules } from '@/pack/shapes'
import { bitsApart } from '@/photos/lookalike'
import { metresBetween, type Spot } from '@/places/distance'

/** An open case nearby, or (`mine`) a report of the person's own that this phone has not sent yet, or only just. */
export type Nearby = PackCase & { mine?: boolean }
/** A case that may be what the person is about to report. `alike`: its photo looks the same. */
export interface Double { case: Nearby; metres: number; alike: boolean }

/** What is about to be reported; `look`: the perceptual hash of its first photo, if known. */
export interface AboutToReport extends Spot { category: string; look: string | null; accuracy_m: number | null }

/** A fix may be off: so much of its radius (metres) is added to what counts as the same place. */
const mostDoubt = 50
/** Who goes along a street reports one stall after the other: of their own last ones only those at the very spot count. */
const sameSpot = 10 // metres

/** What this phone itself has reported and may not be in the pack yet, without the report in hand. Looks are not known. */
export function ownReports(items: readonly QueueItem[], except: string, known: readonly PackCase[]): Nearby[] {
  const there = new Set<string | null>([except, ...known.map((one) => one.id)])
  return items.flatMap((item) => {
    if (item.kind !== 'report' || item.category === null || item.location === null || item.queued === null || there.has(item.id)) return []
    const { receipt, category, location: { lon, lat }, queued, id } = item
    return [{
      id, mine: true, category, lon, lat, reported_at: new Date(queued.phone).toISOString(), number: receipt?.number ?? null,
      state: receipt?.state ?? 'REPORTED', unit: receipt?.unit.code ?? '', cover: null, look: null,
    }]
  })
}

/**
 * The open cases nearby that are likely the same: at the same place (as near as the notice counts a recurrence, and the doubt
 * of the fix) and of the same type; of the same head where the photo looks the same. Alike ones first, then the nearest.
 */
export function likelyDoubles(rules: PackRules, cases: readonly Nearby[], report: AboutToReport): Double[] {
  const lineage = (code: string) => rules.categories.find((one) => one.code === code)?.lineage ?? []
  const head = lineage(report.category)[1]
  const reach = (one: Nearby) => (one.mine === true ? sameSpot : rules.near_metres) + Math.min(report.accuracy_m ?? 0, mostDoubt)
  return cases
    .map((one) => ({ case: one, metres: metresBetween(report, one), alike: looksAlike(rules, report.look, one.look) }))
    .filter(({ case: one, metres, alike }) => metres <= reach(one) && (one.category === report.category || (alike && lineage(one.category).includes(head ?? ''))))
    .sort((a, b) => Number(b.alike) - Number(a.alike) || a.metres - b.metres)
}

const looksAlike = (rules: PackRules, one: string | null, other: string | null): boolean =>
  one !== null && other !== null && bitsApart(one, other) <= rules.look_bits
