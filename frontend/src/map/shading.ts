import type { Feature, FeatureCollection } from 'geojson'
import { areaNames, type Areas } from './base/areas'
import { nothing } from './views'
import { asked, type Wanted } from './wanted'
import { answer, api } from '@/core/api'
import type { Figures, GroupFigures } from '@/figures/figures'
import { percent } from '@/figures/rates'

/** Figures an area can be shaded by. `bad`: much of it is no good news. */
export const indicators = {
  reported: { bad: false }, late: { bad: true }, closing_rate: { bad: false }, on_time_rate: { bad: false }, rework_rate: { bad: true },
} as const
export type Indicator = keyof typeof indicators
export const indicatorFrom = (said: unknown): Indicator => (Object.keys(indicators) as Indicator[]).find((one) => one === said) ?? 'reported'

const isRate = (indicator: Indicator): boolean => indicator.endsWith('_rate')
/** As it stands on the map; a dash where there is nothing to be a part of. */
export const shown = (indicator: Indicator, figures: Pick<Figures, Indicator> | undefined): string =>
  isRate(indicator) ? percent(figures?.[indicator] ?? null) : String(figures?.[indicator] ?? 0)

/** Areas with how dark they are (`share`, 0 to 1: of the highest count, or the rate itself) and, at their middle, the figure. */
export function shaded(areas: Areas, groups: readonly GroupFigures[], indicator: Indicator): FeatureCollection {
  const known = new Map(groups.map((one) => [one.code, one]))
  const most = Math.max(1, ...groups.map((one) => one[indicator] ?? 0))
  const share = (code: string): number => (known.get(code)?.[indicator] ?? 0) / (isRate(indicator) ? 1 : most)
  const grounds = areas.features.map((area): Feature => ({ ...area, properties: { share: share(area.properties.code), bad: indicators[indicator].bad } }))
  const figures = areas.features.flatMap((area): Feature[] => {
    const [middle] = areaNames({ ...areas, features: [area] }, '').features
    return middle === undefined ? [] : [{ ...middle, properties: { figure: shown(indicator, known.get(area.properties.code)) } }]
  })
  return { type: 'FeatureCollection', features: [...grounds, ...figures] }
}

/** Reads figures by town in the period, narrowed as the map is. Throws Problem. */
export async function readShading(wanted: Wanted, period: { since: string; until: string }, indicator: Indicator): Promise<FeatureCollection> {
  const query = { ...asked({ ...wanted, since: '', until: '' }), ...period, by: 'town' }
  const [areas, page] = await Promise.all([answer(api.GET('/api/areas.geojson')), answer(api.GET('/api/figures', { params: { query: query as never } }))])
  return areas === undefined ? nothing : shaded(areas as Areas, page.groups, indicator)
}
