import { metresBetween, type Spot } from '@/places/distance'

/** Where the person was at a moment (epoch milliseconds). `accuracy_m`: metres at 95 %. */
export interface TrackPoint extends Spot { at: number; accuracy_m: number }
/** How dense a track is kept, as the notice has it. */
export interface Density { metres: number; seconds: number }

/** Above this radius (metres) a fix says too little about where somebody walked. */
const roughest = 200

/** Whether a fix is worth keeping after the one kept last: far enough from it, or long enough after it. */
export function worthKeeping(last: TrackPoint | null, fresh: TrackPoint, density: Density): boolean {
  if (fresh.accuracy_m > roughest) return false
  if (last === null) return true
  if (fresh.at <= last.at) return false
  // standing still, a fix dances within its own radius: that is no way walked
  const moved = metresBetween(last, fresh)
  if (moved >= Math.max(density.metres, Math.min(fresh.accuracy_m, roughest) / 2)) return true
  return fresh.at - last.at >= density.seconds * 1000
}
