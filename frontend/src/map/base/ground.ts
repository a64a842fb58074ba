import type { Feature, LineString } from 'geojson'
import { archiveStyle, type Archive } from './archiveStyle'
import { areaNames, type Areas } from './areas'
import { fonts, type Ink } from './ink'
import type {
  ExpressionSpecification, StyleSpecification, SymbolLayerSpecification, VariableAnchorOffsetCollectionSpecification,
} from './maplibre'
import { mirrors } from './tiles'
import { say } from '@/core/language'
import type { MapBase, Notice } from '@/core/shapes'
import { mapWords } from '@/words/map'

/** What the ground is made of, read once; a style is drawn from it for each change of looks or language. */
export interface GroundFacts { base: MapBase; archive: Archive | null; areas: Areas; county: Notice['county'] }
type Part = Pick<StyleSpecification, 'sources' | 'layers'>

/** A MapLibre style of plain ground, base map, areas with their names, and the county's box. */
export function groundStyle(facts: GroundFacts, ink: Ink): StyleSpecification {
  const parts = [basePart(facts, ink), areasPart(facts, ink), countyPart(facts.county, ink)]
  return {
    version: 8,
    sources: Object.assign({}, ...parts.map((part) => part.sources)) as StyleSpecification['sources'],
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': ink.ground } }, ...parts.flatMap((part) => part.layers)],
  }
}

function basePart({ base, archive }: GroundFacts, ink: Ink): Part {
  const attribution = base.attribution
  if (base.kind === 'pmtiles' && archive !== null) return toned(archiveStyle(archive, attribution, ink), ink)
  if (base.kind !== 'raster') return { sources: {}, layers: [] }
  const stack = base.layers.map(mirrors)
  return toned({
    sources: Object.fromEntries(stack.map((tiles, level) =>
      [`base-${level}`, { type: 'raster', tiles, tileSize: 256, maxzoom: base.max_zoom, attribution }])),
    layers: stack.map((_, level) => ({ id: `base-${level}`, type: 'raster', source: `base-${level}` })),
  }, ink)
}

/** Pictures made for a white page are dimmed in the dark, so that the pins stay the brightest thing. */
function toned(part: Part, ink: Ink): Part {
  if (!ink.dark) return part
  const dim = { 'raster-brightness-max': 0.4, 'raster-saturation': -0.3 }
  return { ...part, layers: part.layers.map((layer) => layer.type === 'raster' ? { ...layer, paint: dim } : layer) }
}

/** A name steps a little aside, in ems, for what a page draws over it; never so far that it stands in the next area. */
const aside: VariableAnchorOffsetCollectionSpecification = ['center', [0, 0], 'top', [0, 1.7], 'bottom', [0, -1.7], 'left', [1.9, 0], 'right', [-1.9, 0]]
export const nameSource = 'area-names'
const firstName = 'areas-name'
/** From which zoom on the areas within towns have room, for their borders and for their names. */
export const namedFrom = 13 // villages
const finer = [{ level: 'village', lines: 11, names: namedFrom }, { level: 'grid', lines: 13.5, names: 15.5 }] as const

function areasPart({ base, areas }: GroundFacts, ink: Ink): Part {
  const plain = base.kind === 'none'
  const isOf = (level: string): ExpressionSpecification => ['==', ['get', 'level'], level]
  const isLarge: ExpressionSpecification = ['!', ['in', ['coalesce', ['get', 'level'], 'town'], ['literal', finer.map(({ level }) => level)]]]
  const line = { 'line-color': ink.lineStrong, 'line-opacity': 0.55, 'line-dasharray': [3, 2], 'line-width': 1 }
  const named = { 'text-field': ['get', 'name'], 'text-size': 12, 'text-font': fonts, 'text-max-width': 8 } satisfies SymbolLayerSpecification['layout']
  const paint = { 'text-color': ink.ink, 'text-halo-color': ink.surface, 'text-halo-width': 2 }
  const drawnByUs = areas.features.some(({ properties }) => properties.schematic === true)
  return {
    sources: {
      areas: { type: 'geojson', data: areas, attribution: drawnByUs ? say(mapWords.schematicNote) : '' },
      [nameSource]: { type: 'geojson', data: areaNames(areas, say(mapWords.schematic)) },
    },
    layers: [
      { id: 'areas-fill', type: 'fill', source: 'areas', filter: isLarge, paint: { 'fill-color': ink.surface, 'fill-opacity': plain ? 0.8 : 0 } },
      { id: 'areas-line', type: 'line', source: 'areas', filter: isLarge, paint: line },
      ...finer.map(({ level, lines }) => ({
        id: `areas-line-${level}`, type: 'line' as const, source: 'areas', minzoom: lines, filter: isOf(level), paint: { ...line, 'line-opacity': 0.35 },
      })),
      {
        id: firstName, type: 'symbol', source: nameSource, minzoom: 8, filter: isOf('town'),
        // Far out a name that finds no room is left out; nearer it may stand under a pin.
        layout: { ...named, 'text-allow-overlap': ['step', ['zoom'], false, 9.3, true], 'text-variable-anchor-offset': aside }, paint,
      },
      ...finer.map(({ level, names }) => ({
        id: `areas-name-${level}`, type: 'symbol' as const, source: nameSource, minzoom: names, filter: isOf(level),
        layout: { ...named, 'text-size': 11 }, paint,
      })),
    ],
  }
}

/** The ground with a page's own layers over it; what colours or borders the ground stays under the names. */
export function laidOver(ground: StyleSpecification, over: Part | undefined): StyleSpecification {
  if (over === undefined) return ground
  const flat = over.layers.filter(({ type }) => type === 'fill' || type === 'line' || type === 'heatmap')
  const names = ground.layers.findIndex(({ id }) => id === firstName)
  const layers = [...ground.layers.slice(0, names), ...flat, ...ground.layers.slice(names), ...over.layers.filter((one) => !flat.includes(one))]
  return { ...ground, sources: { ...ground.sources, ...over.sources }, layers }
}

function countyPart(county: Notice['county'], ink: Ink): Part {
  const [west = 0, south = 0, east = 0, north = 0] = county.bbox
  const box: Feature<LineString> = {
    type: 'Feature', properties: {},
    geometry: { type: 'LineString', coordinates: [[west, north], [east, north], [east, south], [west, south], [west, north]] },
  }
  const corner: Feature = { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [west, north] } }
  return {
    sources: { county: { type: 'geojson', data: box }, 'county-corner': { type: 'geojson', data: corner } },
    layers: [
      { id: 'county', type: 'line', source: 'county', paint: { 'line-color': ink.accent, 'line-width': 1.5, 'line-opacity': 0.7 } },
      {
        id: 'county-name', type: 'symbol', source: 'county-corner',
        layout: {
          'text-field': say(mapWords.countyBox, { county: county.name }), 'text-size': 12, 'text-font': fonts,
          'text-anchor': 'bottom-left', 'text-offset': [0, -0.3], 'text-max-width': 30, 'text-allow-overlap': true,
        },
        paint: { 'text-color': ink.accent, 'text-halo-color': ink.ground, 'text-halo-width': 1.5 },
      },
    ],
  }
}
