import type { Feature, FeatureCollection, Point } from 'geojson'
import { fonts, toneName, toneNames, type Ink, type ToneName } from './base/ink'
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, MapView, SourceSpecification } from './base/maplibre'
import { boxAround, type Bounds, type CaseFeature } from './inView'
import { ringShare } from './pins'
import { isEnded } from '@/cases/states'

/** How cases are drawn: one clustered source, a pin a case, a ring with a number a cluster, a halo for the chosen one. */
const casesSource = 'cases'
const chosenSource = 'chosen-case'
export const pinLayer = 'case-pins'
export const clusterLayer = 'case-clusters'
/** From this zoom on every case stands alone. */
export const lastClusterZoom = 15

/** What a drawn point carries: enough to draw and to be found again. */
interface Drawn { id: string; tone: ToneName; late: boolean; urgent: boolean }
/** The chosen case as it is drawn, above every cluster. */
export interface Chosen { at: readonly [lon: number, lat: number]; state: string; late: boolean; urgent: boolean }
type ToneOfState = (state: string) => string

/** Urgency is nobody's concern any more once a case has ended. */
const pressing = ({ urgent, state }: { urgent: boolean; state: string }): boolean => urgent && !isEnded(state)

export function drawn(features: readonly CaseFeature[], toneOfState: ToneOfState): FeatureCollection<Point, Drawn> {
  return {
    type: 'FeatureCollection',
    features: features.map(({ geometry, properties }): Feature<Point, Drawn> => ({
      type: 'Feature', geometry,
      properties: { id: properties.id, tone: toneName(toneOfState(properties.state)), late: properties.overdue, urgent: pressing(properties) },
    })),
  }
}
export function drawnChosen(chosen: Chosen | null, toneOfState: ToneOfState): FeatureCollection<Point> {
  const feature = (one: Chosen): Feature<Point> => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [...one.at] },
    properties: { tone: toneName(toneOfState(one.state)), late: one.late, urgent: pressing(one) },
  })
  return { type: 'FeatureCollection', features: chosen === null ? [] : [feature(chosen)] }
}

export const tell = (map: MapView, cases: FeatureCollection): void => { void map.getSource<GeoJSONSource>(casesSource)?.setData(cases) }
export const choose = (map: MapView, chosen: FeatureCollection): void => { void map.getSource<GeoJSONSource>(chosenSource)?.setData(chosen) }
/** What a cluster holds: the box around its cases (of the first thousand) and the zoom at which it comes apart. */
export async function insideCluster(map: MapView, cluster: number): Promise<{ box: Bounds | null; zoom: number }> {
  const source = map.getSource<GeoJSONSource>(casesSource)
  if (source === undefined) return { box: null, zoom: map.getZoom() + 2 }
  const [zoom, leaves] = await Promise.all([source.getClusterExpansionZoom(cluster), source.getClusterLeaves(cluster, 1000, 0)])
  return { box: boxAround(leaves.map(({ geometry }) => geometry.type === 'Point' ? geometry.coordinates : [])), zoom }
}

export function caseSources(cases: FeatureCollection, chosen: FeatureCollection): Record<string, SourceSpecification> {
  const counted = (test: ExpressionSpecification): ExpressionSpecification => ['+', ['case', test, 1, 0]]
  const clusterProperties = Object.fromEntries(toneNames.map((tone) => [tone, counted(['==', ['get', 'tone'], tone])]))
  return {
    [casesSource]: {
      type: 'geojson', data: cases, cluster: true, clusterRadius: 44, clusterMaxZoom: lastClusterZoom,
      clusterProperties: { ...clusterProperties, lates: counted(['get', 'late']) },
    },
    [chosenSource]: { type: 'geojson', data: chosen },
  }
}

const eighths = (property: string): ExpressionSpecification =>
  ['ceil', ['*', ringShare, ['/', ['get', property], ['get', 'point_count']]]]
const ringSize: ExpressionSpecification = ['step', ['get', 'point_count'], 36, 20, 42, 100, 50, 1000, 58]
const ringName: ExpressionSpecification = [
  'concat', 'ring:', ringSize, ':', eighths('lates'), ':',
  ...toneNames.flatMap((tone, index) => index === 0 ? [eighths(tone)] : ['-', eighths(tone)]),
]

const pinName: ExpressionSpecification =
  ['concat', 'pin:', ['get', 'tone'], ['case', ['get', 'late'], ':late', ':'], ['case', ['get', 'urgent'], ':urgent', ':']]

export function caseLayers(ink: Ink): LayerSpecification[] {
  return [
    {
      id: clusterLayer, type: 'symbol', source: casesSource, filter: ['has', 'point_count'],
      layout: {
        'icon-image': ringName, 'icon-allow-overlap': true, 'text-allow-overlap': true,
        'text-field': ['to-string', ['get', 'point_count_abbreviated']], 'text-size': 13, 'text-font': ['Bold', ...fonts],
      },
      paint: { 'text-color': ink.ink },
    },
    {
      id: pinLayer, type: 'symbol', source: casesSource, filter: ['!', ['has', 'point_count']],
      layout: {
        'icon-image': pinName, 'icon-allow-overlap': true, 'symbol-sort-key': ['case', ['get', 'late'], 2, ['get', 'urgent'], 1, 0],
      },
    },
    {
      id: 'chosen-halo', type: 'circle', source: chosenSource,
      paint: { 'circle-radius': 20, 'circle-color': ink.surface, 'circle-opacity': 0.75, 'circle-stroke-color': ink.accent, 'circle-stroke-width': 4 },
    },
    { id: 'chosen-case', type: 'symbol', source: chosenSource, layout: { 'icon-image': pinName, 'icon-allow-overlap': true } },
  ]
}
