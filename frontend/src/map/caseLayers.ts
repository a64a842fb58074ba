import type { Feature, FeatureCollection, Point } from 'geojson'
import { fonts, toneName, toneNames, type Ink, type ToneName } from './base/ink'
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, MapView, SourceSpecification } from './base/maplibre'
import { deepest } from './caseTiles'
import { ringShare } from './pins'
import { isEnded } from '@/cases/states'

/** How cases are drawn from their tiles: a pin a case, a ring with a number a heap, a halo for the chosen one, a ripple where something happened. */
export const casesSource = 'cases'
const chosenSource = 'chosen-case'
const newsSource = 'news'
export const pinLayer = 'case-pins'
export const clusterLayer = 'case-clusters'

/** The chosen case as it is drawn, above every heap. */
export interface Chosen { at: readonly [lon: number, lat: number]; state: string; late: boolean; urgent: boolean }
/** Each state's tone, as the notice has it. */
export type Tones = ReadonlyMap<string, ToneName>

/** Urgency is nobody's concern any more once a case has ended. */
const pressing = ({ urgent, state }: { urgent: boolean; state: string }): boolean => urgent && !isEnded(state)

export function drawnChosen(chosen: Chosen | null, tones: Tones): FeatureCollection<Point> {
  const feature = (one: Chosen): Feature<Point> => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [...one.at] },
    properties: { tone: tones.get(one.state) ?? toneName(''), overdue: one.late, urgent: pressing(one) },
  })
  return { type: 'FeatureCollection', features: chosen === null ? [] : [feature(chosen)] }
}
export function drawnNews(places: readonly (readonly [number, number])[]): FeatureCollection<Point> {
  return { type: 'FeatureCollection', features: places.map((at) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [...at] } })) }
}

export const choose = (map: MapView, chosen: FeatureCollection): void => { void map.getSource<GeoJSONSource>(chosenSource)?.setData(chosen) }
export const tellNews = (map: MapView, news: FeatureCollection): void => { void map.getSource<GeoJSONSource>(newsSource)?.setData(news) }

export function caseSources(address: string, chosen: FeatureCollection): Record<string, SourceSpecification> {
  return {
    [casesSource]: { type: 'vector', tiles: [address], maxzoom: deepest },
    [chosenSource]: { type: 'geojson', data: chosen },
    [newsSource]: { type: 'geojson', data: drawnNews([]) },
  }
}

const count: ExpressionSpecification = ['get', 'count']
const ringSize: ExpressionSpecification = ['step', count, 36, 20, 42, 100, 50, 1000, 58]

/** Of the heap's cases, how many eighths are in a state of that tone, rounded up. */
function eighths(tone: ToneName, tones: Tones): ExpressionSpecification | number {
  const states = [...tones].filter(([, one]) => one === tone).map(([state]): ExpressionSpecification => ['coalesce', ['get', state], 0])
  return states.length === 0 ? 0 : ['ceil', ['*', ringShare, ['/', ['+', 0, ...states], count]]]
}
const ringName = (tones: Tones): ExpressionSpecification =>
  ['concat', 'ring:', ringSize, ':', ...toneNames.flatMap((tone, index) => index === 0 ? [eighths(tone, tones)] : ['-', eighths(tone, tones)])]

export const pinName = (tone: ExpressionSpecification, urgent: ExpressionSpecification): ExpressionSpecification =>
  ['concat', 'pin:', tone, ['case', ['get', 'overdue'], ':late', ':'], ['case', urgent, ':urgent', ':']]
function toneOfState(tones: Tones): ExpressionSpecification {
  const pairs = [...tones].flatMap(([state, tone]) => [state, tone])
  const [state, tone, ...more] = pairs
  return state === undefined || tone === undefined ? ['literal', [toneName('')]] : ['match', ['get', 'state'], state, tone, ...more, toneName('')]
}
const stillUrgent = (tones: Tones): ExpressionSpecification =>
  ['all', ['get', 'urgent'], ['!', ['in', ['get', 'state'], ['literal', [...tones.keys()].filter(isEnded)]]]]

/** From ten thousand on in 万, or in thousands for who reads English. */
function shortened(english: boolean): ExpressionSpecification {
  const [unit, sign] = english ? [1000, 'k'] : [10_000, '万']
  return ['case', ['<', count, 10_000], ['to-string', count], ['concat', ['to-string', ['/', ['round', ['/', count, unit / 10]], 10]], sign]]
}

export function caseLayers(ink: Ink, tones: Tones, english: boolean): LayerSpecification[] {
  return [
    {
      id: 'news', type: 'circle', source: newsSource,
      paint: { 'circle-radius': 22, 'circle-color': ink.accent, 'circle-opacity': 0.1, 'circle-stroke-color': ink.accent, 'circle-stroke-width': 2 },
    },
    {
      id: pinLayer, type: 'symbol', source: casesSource, 'source-layer': 'cases',
      layout: {
        'icon-image': pinName(toneOfState(tones), stillUrgent(tones)), 'icon-allow-overlap': true,
        'symbol-sort-key': ['case', ['get', 'overdue'], 2, ['get', 'urgent'], 1, 0],
      },
    },
    {
      id: clusterLayer, type: 'symbol', source: casesSource, 'source-layer': 'clusters',
      layout: {
        'icon-image': ringName(tones), 'icon-allow-overlap': true, 'text-allow-overlap': true, 'symbol-sort-key': count,
        'text-field': shortened(english), 'text-size': 13, 'text-font': ['Bold', ...fonts],
      },
      paint: { 'text-color': ink.ink },
    },
    {
      id: 'chosen-halo', type: 'circle', source: chosenSource,
      paint: { 'circle-radius': 20, 'circle-color': ink.surface, 'circle-opacity': 0.75, 'circle-stroke-color': ink.accent, 'circle-stroke-width': 4 },
    },
    { id: 'chosen-case', type: 'symbol', source: chosenSource, layout: { 'icon-image': pinName(['get', 'tone'], ['get', 'urgent']), 'icon-allow-overlap': true } },
  ]
}
