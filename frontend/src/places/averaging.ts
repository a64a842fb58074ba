import { metresBetween } from './distance'
import type { Fix } from './fix'
import type { Location } from '@/core/shapes'

/** How long a fix counts while framing, milliseconds: longer, and a person who walks is drawn behind. */
export const framingWindow = 10_000
/** An outlier is farther from the narrowest fix than this many of their joint 95 % radii. */
const farOff = 1.5

/** No phone is surer than a metre, and a radius of nothing would outweigh all others. */
const weight = (fix: Fix): number => 1 / Math.max(1, fix.accuracy_m) ** 2

type Measured = Pick<Fix, 'lon' | 'lat' | 'accuracy_m'>

/** Whether two fixes may be of one place, by what both claim. */
const agree = (one: Measured, other: Measured): boolean =>
  metresBetween(one, other) <= farOff * Math.max(3, Math.hypot(one.accuracy_m, other.accuracy_m))

/** The fixes that agree with the narrowest of them, within what both claim. */
function agreeing(fixes: readonly Fix[]): Fix[] {
  const narrowest = fixes.reduce((best, one) => one.accuracy_m < best.accuracy_m ? one : best)
  return fixes.filter((one) => agree(one, narrowest))
}

/**
 * One fix out of several of the same place: the mean weighted by inverse variance, outliers dropped; null of none.
 *
 * `accuracy_m` is that of the narrowest fix used, or the spread of those used (95 %) where that is wider. It is not
 * divided by their number: errors of fixes a second apart are the same error. `at` is the newest one used; the source
 * is that of the most weight.
 */
export function averaged(fixes: readonly Fix[]): Fix | null {
  if (fixes.length === 0) return null
  const used = agreeing(fixes)
  const total = used.reduce((sum, one) => sum + weight(one), 0)
  const mean = (of: (fix: Fix) => number): number => used.reduce((sum, one) => sum + of(one) * weight(one), 0) / total
  const middle = { lon: mean((one) => one.lon), lat: mean((one) => one.lat) }
  const spread = 1.96 * Math.sqrt(mean((one) => metresBetween(one, middle) ** 2))
  const bySatellite = used.filter((one) => one.source === 'gps').reduce((sum, one) => sum + weight(one), 0)
  return {
    ...middle,
    accuracy_m: Math.max(spread, Math.min(...used.map((one) => one.accuracy_m))),
    at: Math.max(...used.map((one) => one.at)),
    source: bySatellite * 2 >= total ? 'gps' : 'network',
  }
}

/**
 * The fix at the shutter, `now` epoch milliseconds: the average of those of the last seconds; where there are none the
 * newest, whose age then tells; null of none.
 */
export function fixAtShutter(fixes: readonly Fix[], now: number): Fix | null {
  const framing = fixes.filter((one) => now - one.at <= framingWindow)
  return averaged(framing) ?? fixes.reduce<Fix | null>((newest, one) => newest === null || one.at > newest.at ? one : newest, null)
}

/** How long around the shutter a fix may still say more narrowly where the photo was taken, milliseconds. */
const refiningWindow = 30_000

/**
 * Whether a fix tells more of where something was photographed than the place held: measured near `shutter` (epoch
 * milliseconds), narrower, and of the same place by what both claim. The phone is carried on; the case is not.
 */
export function refines(held: Location, fix: Fix, shutter: number): boolean {
  const { accuracy_m } = held
  return held.source !== 'manual' && accuracy_m !== null && fix.accuracy_m < accuracy_m
    && Math.abs(fix.at - shutter) <= refiningWindow && agree({ ...held, accuracy_m }, fix)
}
