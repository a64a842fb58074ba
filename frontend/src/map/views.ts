import type { FeatureCollection } from 'geojson'
import { namedFrom } from './base/ground'
import { fonts, type Ink } from './base/ink'
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, MapView, SourceSpecification, SymbolLayerSpecification } from './base/maplibre'
import { casesSource, clusterLayer, pinLayer, pinName } from './caseLayers'
import { heat, heatLayers } from './heat'

/** Ways to look at the map: each case, where they crowd, a figure of each area, what comes back, a day again. */
export const views = ['pins', 'heat', 'shade', 'again', 'replay'] as const
export type View = (typeof views)[number]
export const viewFrom = (said: unknown): View => views.find((one) => one === said) ?? 'pins'

/** Whether the pins are the cases of now, so that one can draw around them and act. */
export const drawsLiveCases = (view: View): boolean => view === 'pins'

const overlaySource = 'overlay'
export const spotLayer = 'spots'
export const replayLayer = 'replayed'
export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] }

const layersOf: Record<View, readonly string[]> = {
  pins: [pinLayer, clusterLayer, 'news'], heat: heatLayers, shade: ['shade', 'shade-line', 'shade-figure', 'shade-figure-fine'],
  again: [spotLayer, 'spots-times'], replay: ['replayed-fresh', replayLayer],
}
/** The layers a finger may find something on. */
export const touchable: Record<View, readonly string[]> = { pins: [pinLayer, clusterLayer], heat: [], shade: [], again: [spotLayer], replay: [replayLayer] }

export const overlaySources = (overlay: FeatureCollection): Record<string, SourceSpecification> => ({ [overlaySource]: { type: 'geojson', data: overlay } })
export const tellOverlay = (map: MapView, overlay: FeatureCollection): void => { void map.getSource<GeoJSONSource>(overlaySource)?.setData(overlay) }
export function turnTo(map: MapView, view: View): void {
  for (const one of views) for (const layer of layersOf[one]) if (map.getLayer(layer) !== undefined) map.setLayoutProperty(layer, 'visibility', one === view ? 'visible' : 'none')
}

/** All layers in which the views differ; those of the pins come from `caseLayers`. Only those of `view` are to be seen. */
export function viewLayers(ink: Ink, pins: LayerSpecification[], view: View): LayerSpecification[] {
  const seen = new Set(layersOf[view])
  const turned = new Set(views.flatMap((one) => layersOf[one]))
  return [...heat(ink, casesSource), ...shade(ink), ...pins, ...spots(ink), ...replayed(ink)].map((layer) =>
    turned.has(layer.id) ? { ...layer, layout: { ...layer.layout, visibility: seen.has(layer.id) ? 'visible' : 'none' } } : layer)
}

function shade(ink: Ink): LayerSpecification[] {
  const figure = { 'text-field': ['get', 'figure'], 'text-size': 15, 'text-font': ['Bold', ...fonts], 'text-offset': [0, 1.9] } satisfies SymbolLayerSpecification['layout']
  const paint = { 'text-color': ink.ink, 'text-halo-color': ink.surface, 'text-halo-width': 2 }
  const isFine: ExpressionSpecification = ['==', ['get', 'fine'], true]
  return [
    {
      id: 'shade', type: 'fill', source: overlaySource, filter: ['has', 'share'],
      paint: { 'fill-color': ['case', ['get', 'bad'], ink.alert, ink.accent], 'fill-opacity': ['+', 0.06, ['*', 0.5, ['get', 'share']]] },
    },
    { id: 'shade-line', type: 'line', source: overlaySource, filter: ['has', 'share'], paint: { 'line-color': ink.lineStrong, 'line-width': 1 } },
    {
      id: 'shade-figure', type: 'symbol', source: overlaySource, filter: ['all', ['has', 'figure'], ['!', isFine]],
      layout: { ...figure, 'text-allow-overlap': true }, paint,
    },
    {
      // Of villages and grid cells the highest figures that find room, in their middle until the names need it.
      id: 'shade-figure-fine', type: 'symbol', source: overlaySource, filter: ['all', ['has', 'figure'], isFine],
      layout: { ...figure, 'text-size': 13, 'text-offset': ['step', ['zoom'], ['literal', [0, 0]], namedFrom, ['literal', [0, 1.5]]], 'symbol-sort-key': ['-', 0, ['get', 'of']] }, paint,
    },
  ]
}

function spots(ink: Ink): LayerSpecification[] {
  return [
    {
      id: spotLayer, type: 'circle', source: overlaySource, filter: ['has', 'times'],
      paint: {
        'circle-radius': ['step', ['get', 'times'], 14, 3, 18, 6, 23], 'circle-color': ink.alert, 'circle-opacity': 0.85,
        'circle-stroke-color': ink.surface, 'circle-stroke-width': 2,
      },
    },
    {
      id: 'spots-times', type: 'symbol', source: overlaySource, filter: ['has', 'times'],
      layout: { 'text-field': ['to-string', ['get', 'times']], 'text-size': 14, 'text-font': ['Bold', ...fonts], 'text-allow-overlap': true },
      paint: { 'text-color': ink.surface },
    },
  ]
}

function replayed(ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'replayed-fresh', type: 'circle', source: overlaySource, filter: ['==', ['get', 'fresh'], true],
      paint: { 'circle-radius': 22, 'circle-color': ink.accent, 'circle-opacity': 0.12, 'circle-stroke-color': ink.accent, 'circle-stroke-width': 2 },
    },
    {
      id: replayLayer, type: 'symbol', source: overlaySource, filter: ['has', 'tone'],
      layout: { 'icon-image': pinName(['get', 'tone'], ['get', 'urgent']), 'icon-allow-overlap': true },
    },
  ]
}
