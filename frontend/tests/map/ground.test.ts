import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { archiveStyle } from '@/map/base/archiveStyle'
import { areaNames, namesInFrame, type Areas } from '@/map/base/areas'
import { groundStyle, laidOver, type GroundFacts } from '@/map/base/ground'
import { toneNames, toneName, type Ink, type ToneName } from '@/map/base/ink'
import { mirrors } from '@/map/base/tiles'
import { caseLayers, caseSources, drawnChosen } from '@/map/caseLayers'
import { facilityLayers, facilitySources } from '@/map/facilities'
import { peopleLayers, peopleSources } from '@/map/people'
import { pinLook, ringLook } from '@/map/pins'
import { overlaySources, viewLayers, views, type View } from '@/map/views'

const grey = '#777777'
const ink: Ink = {
  ground: grey, surface: grey, sunk: grey, line: grey, lineStrong: grey, ink: grey, inkSoft: grey, accent: grey, alert: grey,
  tones: Object.fromEntries(toneNames.map((tone) => [tone, grey])), dark: false,
}
const tones = new Map<string, ToneName>([['DISPATCHED', 'waiting'], ['REWORK', 'bad'], ['CLOSED', 'done'], ['VOID', 'ended']])
const square = (west: number, south: number, size: number): number[][] =>
  [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
const areas: Areas = {
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', properties: { code: '1', name: '南麻街道', schematic: true }, geometry: { type: 'Polygon', coordinates: [square(118.1, 36.1, 0.2)] } },
    {
      type: 'Feature', properties: { code: '2', name: '鲁村镇', schematic: false },
      geometry: { type: 'MultiPolygon', coordinates: [[square(117, 36, 0.01)], [square(118.4, 36.2, 0.1)]] },
    },
  ],
}
const facts: GroundFacts = {
  base: { kind: 'none', layers: [], url: null, attribution: '', max_zoom: 18 }, archive: null, areas,
  county: { name: '沂源县', bbox: [117.8969, 35.9243, 118.5171, 36.3912], center: [118.1602, 36.1861] },
}
const raster = (layers: string[][]): GroundFacts => ({ ...facts, base: { ...facts.base, kind: 'raster', layers, attribution: '底图' } })
const whole = (view: View = 'pins'): ReturnType<typeof groundStyle> => {
  const ground = groundStyle(facts, ink)
  const nothing = { type: 'FeatureCollection' as const, features: [] }
  return { ...ground, sources: { ...ground.sources, ...caseSources('/tiles/{z}/{x}/{y}.mvt', nothing), ...overlaySources(nothing), ...facilitySources(nothing), ...peopleSources(nothing) }, layers: [...ground.layers, ...facilityLayers(ink), ...viewLayers(ink, caseLayers(ink, tones, false), view), ...peopleLayers(ink)] }
}

describe('the ground', () => {
  it.each(views)('is a valid style, with %s over it', (view) => { expect(validateStyleMin(whole(view))).toEqual([]) })
  it('shows of the views only the one that is looked at', () => {
    const seen = (view: View) => whole(view).layers.filter(({ layout }) => layout?.visibility === 'visible').map(({ id }) => id)
    expect(seen('shade')).toEqual(['shade', 'shade-line', 'shade-figure', 'shade-figure-fine'])
    expect(seen('pins')).toEqual(['news', 'case-pins', 'case-clusters'])
  })
  it('asks nobody for anything when no base map is configured', () => { expect(JSON.stringify(whole())).not.toMatch(/https?:|glyphs|sprite/) })

  it('lays the layers of a raster base over each other, each with its mirrors', () => {
    const style = groundStyle(raster([['//t0/vec', '//t1/vec'], ['//t0/cva', '//t1/cva']]), ink)
    expect(style.layers.slice(0, 3).map(({ id }) => id)).toEqual(['ground', 'base-0', 'base-1'])
    expect(style.sources['base-1']).toMatchObject({ type: 'raster', tiles: ['//t0/cva', '//t1/cva'], attribution: '底图' })
    expect(validateStyleMin(style)).toEqual([])
  })
  it('dims pictures in the dark only', () => {
    const painted = (dark: boolean) => groundStyle(raster([['/{z}/{x}/{y}']]), { ...ink, dark }).layers.find(({ id }) => id === 'base-0')
    expect(painted(true)).toHaveProperty('paint.raster-brightness-max')
    expect(painted(false)).not.toHaveProperty('paint')
  })
  it('draws from an archive only the layers that it has', () => {
    const style = archiveStyle({ url: 'pmtiles://x', vector: true, layerNames: ['water', 'roads', 'pois'] }, '', ink)
    expect(style.layers.map(({ id }) => id)).toEqual(['base-water', 'base-roads'])
    expect(validateStyleMin({ version: 8, ...style })).toEqual([])
  })
  it('writes {s} out as hosts', () => {
    expect(mirrors(['https://{s}.x/{z}', '/tiles'])).toEqual(['https://a.x/{z}', 'https://b.x/{z}', 'https://c.x/{z}', '/tiles'])
  })
})

describe('areas of several levels', () => {
  const part = (code: string, level: string): Areas['features'][number] => ({ type: 'Feature', properties: { code, name: code, level }, geometry: { type: 'Polygon', coordinates: [square(118.1, 36.1, 0.1)] } })
  const nested = { ...facts, areas: { ...areas, features: [...areas.features, part('村', 'village'), part('格', 'grid')] } }
  const nothing = { type: 'FeatureCollection' as const, features: [] }
  const style = laidOver(groundStyle(nested, ink), { sources: { ...caseSources('/tiles/{z}/{x}/{y}.mvt', nothing), ...overlaySources(nothing) }, layers: viewLayers(ink, [], 'shade') })
  const ids = style.layers.map(({ id }) => id)
  const zoomOf = (id: string) => style.layers.find((one) => one.id === id)?.minzoom ?? 0

  it('are a valid style', () => { expect(validateStyleMin(style)).toEqual([]) })
  it('are named and bordered from the zoom on at which they have room', () => {
    expect(zoomOf('areas-line')).toBe(0)
    expect([zoomOf('areas-line-village') >= 11, zoomOf('areas-line-grid') >= 13]).toEqual([true, true])
    expect(['areas-name', 'areas-name-village', 'areas-name-grid'].map(zoomOf)).toEqual([8, 13, 15.5])
  })
  it('have their names over whatever colours the ground, in full ink', () => {
    for (const colour of ['shade', 'shade-line', 'heat-heaps']) expect(ids.indexOf(colour)).toBeLessThan(ids.indexOf('areas-name'))
    expect(ids.indexOf('shade-figure')).toBeGreaterThan(ids.indexOf('areas-name'))
    const dark = groundStyle(facts, { ...ink, ink: '#111111' }).layers.find(({ id }) => id === 'areas-name')
    expect(dark).toHaveProperty('paint.text-color', '#111111')
  })
})

describe('names of areas', () => {
  const names = areaNames(areas, '（示意）').features
  it('say 示意 where the area is schematic, and only there', () => { expect(names.map(({ properties }) => properties.name)).toEqual(['南麻街道（示意）', '鲁村镇']) })
  it.each([[0, 118.2, 36.2], [1, 118.45, 36.25]])('stand in the middle of the largest part (%i)', (index, lon, lat) => {
    const [x = 0, y = 0] = names[index]?.geometry.coordinates ?? []
    expect(x).toBeCloseTo(lon, 9)
    expect(y).toBeCloseTo(lat, 9)
  })
  it('stand where the area is seen once its middle is out of sight, once for each area', () => {
    const near = namesInFrame(areas, [118.25, 36.25, 118.35, 36.35], '')
    expect(near.features.map(({ properties }) => properties.name)).toEqual(['南麻街道'])
    expect(near.features[0]?.geometry.coordinates.map((degrees) => degrees.toFixed(6))).toEqual(['118.275000', '36.275000'])
    expect(namesInFrame(areas, [118, 36, 119, 37], '（示意）')).toEqual(areaNames(areas, '（示意）'))
    expect(namesInFrame(areas, [110, 30, 111, 31], '').features).toEqual([])
  })
  it('leave out an area without extent', () => {
    const flat: Areas = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { code: '3', name: '线' }, geometry: { type: 'Polygon', coordinates: [[[1, 1], [2, 2], [1, 1]]] } }] }
    expect(areaNames(flat, '').features).toEqual([])
  })
})

describe('pins', () => {
  it('wear the badge of urgency until the case has ended', () => {
    const badge = (state: string) => drawnChosen({ at: [118, 36], state, late: false, urgent: true }, tones).features[0]?.properties?.urgent as boolean
    expect([badge('DISPATCHED'), badge('CLOSED'), badge('VOID')]).toEqual([true, false, false])
  })
  it('of an unknown tone are neutral', () => { expect(toneName('sparkling')).toBe('neutral') })
  it('are named so that they can be drawn', () => {
    expect(pinLook('pin:bad:late:')).toEqual({ tone: 'bad', late: true, urgent: false })
    expect(pinLook('pin:done::urgent')).toEqual({ tone: 'done', late: false, urgent: true })
    expect(pinLook('pin:sparkling::')).toBeNull()
    expect(ringLook('ring:42:0-8-0')).toEqual({ size: 42, parts: [0, 8, 0] })
    expect(ringLook('marker-15')).toBeNull()
  })
  it('show the chosen case alone, or none', () => {
    expect(drawnChosen(null, tones).features).toEqual([])
    expect(drawnChosen({ at: [118, 36], state: 'CLOSED', late: false, urgent: false }, tones).features[0]?.properties).toMatchObject({ tone: 'done' })
  })
})
