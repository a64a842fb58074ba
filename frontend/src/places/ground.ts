import type { StyleSpecification } from 'maplibre-gl'
import type { MapBase, Notice } from '@/core/shapes'

/** Reads a token's colour as it stands in the present looks. */
export const tokenColour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** The county's outline box as a ring, WGS-84 lon/lat. */
function countyRing(notice: Notice): number[][] {
  const [west = 0, south = 0, east = 0, north = 0] = notice.county.bbox
  return [[west, south], [east, south], [east, north], [west, north], [west, south]]
}

/** What lies under everything: tiles from the configured source, or a plain ground. Raster and none are drawn here. */
function baseLayers(base: MapBase): Pick<StyleSpecification, 'sources' | 'layers'> {
  const plain = { id: 'ground', type: 'background' as const, paint: { 'background-color': tokenColour('ground') } }
  if (base.kind !== 'raster') return { sources: {}, layers: [plain] }
  return {
    sources: {
      base: { type: 'raster', tiles: base.tiles ?? [], tileSize: 256, maxzoom: base.max_zoom ?? 18, attribution: base.attribution ?? '' },
    },
    layers: [plain, { id: 'base', type: 'raster', source: 'base' }],
  }
}

/**
 * A MapLibre style: the base, the county's box, and the schematic towns of /api/areas.geojson with names that say 示意.
 * `sketch` is that FeatureCollection's address. Text is drawn with the phone's own fonts, so no glyph server is needed.
 */
export function groundStyle(base: MapBase, notice: Notice, sketch = '/api/areas.geojson'): StyleSpecification {
  const { sources, layers } = baseLayers(base)
  return {
    version: 8,
    sources: {
      ...sources,
      county: { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: countyRing(notice) } } },
      areas: { type: 'geojson', data: sketch },
    },
    layers: [
      ...layers,
      { id: 'areas-fill', type: 'fill', source: 'areas', paint: { 'fill-color': tokenColour('surface'), 'fill-opacity': base.kind === 'none' ? 0.85 : 0.1 } },
      { id: 'areas-line', type: 'line', source: 'areas', paint: { 'line-color': tokenColour('line-strong'), 'line-dasharray': [3, 2], 'line-width': 1 } },
      { id: 'county', type: 'line', source: 'county', paint: { 'line-color': tokenColour('accent'), 'line-width': 1.5 } },
      {
        id: 'areas-name', type: 'symbol', source: 'areas',
        layout: { 'text-field': ['concat', ['get', 'name'], '（示意）'], 'text-size': 13, 'text-font': ['sans-serif'] },
        paint: { 'text-color': tokenColour('ink-soft'), 'text-halo-color': tokenColour('surface'), 'text-halo-width': 1.5 },
      },
    ],
  }
}
