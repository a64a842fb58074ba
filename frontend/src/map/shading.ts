import type { Feature, FeatureCollection } from 'geojson'
import { areaNames, levelOf, type Areas } from './base/areas'
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

/** The levels that are shaded, one at a time; the first where nobody has said. */
export const shadedLevels = ['town', 'village', 'grid'] as const
export type ShadedLevel = (typeof shadedLevels)[number]
export const levelFrom = (said: unknown): ShadedLevel => shadedLevels.find((one) => one === said) ?? 'town'
/** The levels that have outlines. */
export const levelsOf = (areas: Areas): ShadedLevel[] => shadedLevels.filter((level) => areas.features.some(({ properties }) => levelOf(properties) === level))

/** Areas of a level with how dark they are (`share`, 0 to 1: of the highest count, or the rate itself) and, at the middle of those where something was counted, the figure. */
export function shaded(areas: Areas, groups: readonly GroupFigures[], indicator: Indicator, level: ShadedLevel = 'town'): FeatureCollection {
  const drawn = areas.features.filter(({ properties }) => levelOf(properties) === level)
  const codes = new Set(drawn.map(({ properties }) => properties.code))
  const known = new Map(groups.filter(({ code }) => codes.has(code)).map((one) => [one.code, one]))
  const most = Math.max(1, ...[...known.values()].map((one) => one[indicator] ?? 0))
  const share = (code: string): number => (known.get(code)?.[indicator] ?? 0) / (isRate(indicator) ? 1 : most)
  const grounds = drawn.map((area): Feature => ({ ...area, properties: { share: share(area.properties.code), bad: indicators[indicator].bad } }))
  const figures = drawn.flatMap((area): Feature[] => {
    const group = known.get(area.properties.code)
    const [middle] = areaNames({ ...areas, features: [area] }, '').features
    return middle === undefined || group === undefined ? [] : [{ ...middle, properties: { figure: shown(indicator, group), of: group[indicator] ?? 0, fine: level !== 'town' } }]
  })
  return { type: 'FeatureCollection', features: [...grounds, ...figures] }
}

/** Reads figures by areas of a level in the period, narrowed as the map is. Throws Problem. */
export async function readShading(areas: Areas, wanted: Wanted, period: { since: string; until: string }, indicator: Indicator, level: ShadedLevel): Promise<FeatureCollection> {
  const by = levelsOf(areas).includes(level) ? level : 'town'
  const query = { ...asked({ ...wanted, since: '', until: '' }), ...period, by }
  const page = await answer(api.GET('/api/figures', { params: { query: query as never } }))
  return shaded(areas, page.groups, indicator, by)
}
