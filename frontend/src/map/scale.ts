import type { FeatureCollection } from 'geojson'
import { heatSteps } from './heat'

/** What the five steps of a view's colours mean, the palest first. `share`: how far along the view's scale, 0 to 1. */
export interface Step { share: number; text: string }
export interface Scale { steps: Step[]; title: string; look: 'heat' | 'shade' | 'shade-bad' }
const fifths = [0.2, 0.4, 0.6, 0.8, 1]

/** Of the heat map, whose densest place in sight has so many cases. */
export const heatScale = (densest: number): Step[] =>
  heatSteps.map((part, index) => ({ share: fifths[index] ?? 1, text: String(Math.max(1, Math.round(part * densest))) }))

/** Of shaded areas: of the rate itself, or of the highest figure that stands on one. */
export function shadeScale(shaded: FeatureCollection, isRate: boolean): Step[] {
  const figures = shaded.features.map(({ properties }) => Number(properties?.figure)).filter(Number.isFinite)
  const most = Math.max(1, ...figures)
  return fifths.map((share) => ({ share, text: isRate ? `${String(Math.round(share * 100))}%` : String(Math.round(share * most)) }))
}
