import type { Ink } from './base/ink'
import type { ExpressionSpecification, LayerSpecification, MapView } from './base/maplibre'
import type { Marked } from './caseTiles'
import { within, type Bounds } from './inView'

/**
 * Where cases crowd. A case weighs the same alone and in a heap, so that nothing changes where a tile begins that holds
 * single cases; the densest place in sight has the last colour, and the colours go by the root of how many there are, so that few are still seen.
 */
export const heatLayers = ['heat-heaps', 'heat-cases'] as const
const peakOfOne = 0.4 // MapLibre's density in the middle of a lone point of weight 1
const cell = 46 // pixels; as far as a case warms when near
/** Densities, as parts of the densest, at which each of the legend's five steps begins to have its colour. */
export const heatSteps = [1, 2, 3, 4, 5].map((step) => (step / 5) ** 2)

export function heat(ink: Ink, source: string): LayerSpecification[] {
  const [few, , some] = heatSteps
  const warmth = (id: string, layer: string, weight: ExpressionSpecification | number): LayerSpecification => ({
    id, type: 'heatmap', source, 'source-layer': layer,
    paint: {
      'heatmap-weight': weight, 'heatmap-intensity': 1, 'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 8, 22, 16, cell], 'heatmap-opacity': 0.75,
      'heatmap-color': [
        'interpolate', ['linear'], ['heatmap-density'],
        0, 'rgba(120, 150, 190, 0)', few ?? 0, ink.tones.active ?? ink.accent, some ?? 0, ink.tones.waiting ?? ink.accent, 1, ink.alert,
      ],
    },
  })
  return [warmth(heatLayers[0], 'clusters', ['get', 'count']), warmth(heatLayers[1], 'cases', 1)]
}

/** How many cases stand in the fullest square of that many pixels; at least one. */
export function densest(places: readonly { x: number; y: number; cases: number }[], side = cell): number {
  const squares = new Map<string, number>()
  for (const { x, y, cases } of places) {
    const square = `${String(Math.floor(x / side))} ${String(Math.floor(y / side))}`
    squares.set(square, (squares.get(square) ?? 0) + cases)
  }
  return [...squares.values()].reduce((most, cases) => Math.max(most, cases), 1)
}

/** Scales the colours to the densest place in the frame; says how many cases that are. */
export function warm(map: MapView, marked: readonly Marked[], bounds: Bounds): number {
  const places = marked.filter(({ at }) => within(bounds, at)).map(({ at: [lon = 0, lat = 0], layer, properties }) => {
    const { x, y } = map.project([lon, lat])
    return { x, y, cases: layer === 'cases' ? 1 : Number(properties.count) }
  })
  const most = densest(places)
  const intensity = 1 / (peakOfOne * most)
  for (const layer of heatLayers) if (map.getPaintProperty(layer, 'heatmap-intensity') !== intensity) map.setPaintProperty(layer, 'heatmap-intensity', intensity)
  return most
}
