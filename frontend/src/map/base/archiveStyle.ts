import { fonts, type Ink } from './ink'
import type { LayerSpecification, StyleSpecification } from './maplibre'

/** What a PMTiles archive holds: pictures, or vector layers by name. `url` has the scheme pmtiles. */
export interface Archive { url: string; vector: boolean; layerNames: string[] }

type Draw = (id: string, ink: Ink) => LayerSpecification
const from = (id: string) => ({ id: `base-${id}`, source: 'base', 'source-layer': id })
const fill = (colour: keyof Ink, opacity = 1): Draw => (id, ink) =>
  ({ ...from(id), type: 'fill', paint: { 'fill-color': ink[colour] as string, 'fill-opacity': opacity } })
const line = (colour: keyof Ink, width: number): Draw => (id, ink) =>
  ({ ...from(id), type: 'line', paint: { 'line-color': ink[colour] as string, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 8, width / 3, 16, width * 2] } })
const name: Draw = (id, ink) => ({
  ...from(id), type: 'symbol',
  layout: { 'text-field': ['coalesce', ['get', 'name:zh'], ['get', 'name:zh-Hans'], ['get', 'name']], 'text-size': 12, 'text-font': fonts },
  paint: { 'text-color': ink.inkSoft, 'text-halo-color': ink.surface, 'text-halo-width': 1.2 },
})

/** Quiet drawing of the layer names that the Protomaps and OpenMapTiles schemas use, from below to above. */
const drawings: [names: string[], draw: Draw][] = [
  [['earth'], fill('surface')],
  [['landcover', 'landuse', 'park'], fill('sunk', 0.5)],
  [['water'], fill('line', 0.7)],
  [['waterway'], line('line', 1.5)],
  [['buildings', 'building'], fill('line', 0.5)],
  [['roads', 'transportation'], line('line', 2)],
  [['boundaries', 'boundary'], line('lineStrong', 0.8)],
  [['places', 'place'], name],
]

export function archiveStyle(archive: Archive, attribution: string, ink: Ink): Pick<StyleSpecification, 'sources' | 'layers'> {
  if (!archive.vector) {
    return {
      sources: { base: { type: 'raster', url: archive.url, tileSize: 256, attribution } },
      layers: [{ id: 'base', type: 'raster', source: 'base' }],
    }
  }
  const layers = drawings.flatMap(([names, draw]) =>
    names.filter((one) => archive.layerNames.includes(one)).map((one) => draw(one, ink)))
  return { sources: { base: { type: 'vector', url: archive.url, attribution } }, layers }
}
