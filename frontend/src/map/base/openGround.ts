/**
 * The map every page with a map opens: base map or plain ground, county box, areas, in the looks and language of the
 * moment. Keep it behind a lazily loaded component (it brings MapLibre). The pin picker and the case page need only:
 *
 *     const ground = await openGround(box, { start: { lon, lat, zoom: 16 } })   // throws Problem or NoWebGL
 *     ground.map.getCenter() …                                                // MapLibre's own Map
 *     ground.close()                                                          // before the page goes
 *
 * The box needs a size of its own; it is given the keyboard and a name by `label`.
 */
import { watch } from 'vue'
import type { Archive } from './archiveStyle'
import { namesInFrame, type Areas, type Frame } from './areas'
import { enlarged, textScale } from './enlarged'
import { groundStyle, laidOver, nameSource, type GroundFacts } from './ground'
import { readInk, type Ink } from './ink'
import { GPUInitializationError, MapView, NavigationControl, ScaleControl, type GeoJSONSource, type StyleSpecification } from './maplibre'
import { answer, api } from '@/core/api'
import { language, say } from '@/core/language'
import type { MapBase } from '@/core/shapes'
import { useNotice } from '@/notices/notice'
import { mapWords } from '@/words/map'

/** Degrees WGS-84; MapLibre's zoom (512-pixel tiles). */
export interface Sight { lon: number; lat: number; zoom: number }
export type Over = (ink: Ink) => Pick<StyleSpecification, 'sources' | 'layers'>
export interface Ground { map: MapView; wholeCounty: () => void; close: () => void }
export interface GroundOptions {
  /** Where to look first; null shows the whole county. */
  start: Sight | null
  /** Pixels kept free on the left when the county is shown, where the page lays something over the map. */
  roomLeft?: number
  /** Said by screen readers; 地图 when left out. */
  label?: string
  /** Sources and layers of the page, laid over the ground again at each change of looks or language. */
  over?: Over
  /** Draws an image the style names but does not have (see MapLibre's resolver). */
  draw?: (map: MapView, id: string, ink: Ink) => void
}

/** The browser has no WebGL 2: the page must do without a map. */
export class NoWebGL extends Error {
  override readonly name = 'NoWebGL'
}

export async function openGround(box: HTMLElement, options: GroundOptions): Promise<Ground> {
  const facts = await readFacts()
  let ink = readInk()
  const style = (): StyleSpecification => enlarged(laidOver(groundStyle(facts, ink), options.over?.(ink)), textScale())
  const map = opened(() => viewOf(box, facts.county.bbox, style(), options))
  const { draw } = options
  if (draw !== undefined) map.setMissingStyleImageResolver((id) => { draw(map, id, ink) })

  const restyle = (): void => {
    ink = readInk()
    map.setStyle(style(), { diff: false }) // drops the images drawn in the old colours as well
  }
  keepNamed(map, facts.areas)
  const looks = new MutationObserver(restyle)
  looks.observe(document.documentElement, { attributeFilter: ['data-looks'] })
  const unwatch = watch(language, restyle, { flush: 'post' })
  const close = (): void => {
    looks.disconnect()
    unwatch()
    map.remove()
  }
  const wholeCounty = (): void => { map.fitBounds(boxOf(facts.county.bbox), { padding: paddingOf(options) }) }
  return { map, wholeCounty, close }
}

/** A map that could not be had for want of WebGL is told so; trying beforehand would make a context for nothing. */
function opened(make: () => MapView): MapView {
  try {
    return make()
  } catch (thrown) {
    throw thrown instanceof GPUInitializationError ? new NoWebGL() : thrown
  }
}

/** Everything the ground needs from the server, together. Throws Problem. */
async function readFacts(): Promise<GroundFacts> {
  const [base, areas, notice] = await Promise.all([
    answer(api.GET('/api/map/base')), answer(api.GET('/api/areas.geojson')), useNotice().read(),
  ])
  return { base, areas: areas as Areas, county: notice.county, archive: await archiveOf(base) }
}

async function archiveOf(base: MapBase): Promise<Archive | null> {
  if (base.kind !== 'pmtiles' || typeof base.url !== 'string') return null
  try {
    return await (await import('./archive')).openArchive(base.url)
  } catch (thrown) {
    console.warn('The base map cannot be read; the plain ground is shown.', thrown)
    return null
  }
}

/** Each area is named where it is seen: once, whatever part of it the frame shows. */
function keepNamed(map: MapView, areas: Areas): void {
  let told = ''
  const name = (): void => {
    const names = namesInFrame(areas, map.getBounds().toArray().flat() as unknown as Frame, say(mapWords.schematic))
    const now = JSON.stringify(names)
    if (now === told) return
    told = now
    void map.getSource<GeoJSONSource>(nameSource)?.setData(names)
  }
  map.on('moveend', name)
  map.on('style.load', () => {
    told = '' // a new style has the names in their own places again
    name()
  })
}

function boxOf([west = 73, south = 18, east = 135, north = 54]: number[]): [number, number, number, number] {
  return [west, south, east, north]
}
const paddingOf = ({ roomLeft = 0 }: GroundOptions) => ({ top: 28, right: 28, bottom: 28, left: 28 + roomLeft })

function viewOf(box: HTMLElement, bbox: number[], style: StyleSpecification, options: GroundOptions): MapView {
  const { start, label } = options
  box.lang = language.value // MapLibre picks the letters' forms by it
  // No tiles are kept out of sight: of cases they might be old when they come back; the browser's cache asks and gets a 304.
  // And no fading in: a pin is there as soon as its case is.
  const map = new MapView({
    container: box, style, minZoom: 6, maxZoom: 20, maxPitch: 0, dragRotate: false, pitchWithRotate: false,
    renderWorldCopies: false, maxTileCacheSize: 0, fadeDuration: 0, attributionControl: { compact: true },
    ...(start === null
      ? { bounds: boxOf(bbox), fitBoundsOptions: { padding: paddingOf(options) } }
      : { center: [start.lon, start.lat], zoom: start.zoom }),
    locale: {
      'Map.Title': label ?? say(mapWords.map), 'ScaleControl.Meters': say(mapWords.metres), 'ScaleControl.Kilometers': say(mapWords.kilometres),
      'NavigationControl.ZoomIn': say(mapWords.zoomIn),
      'NavigationControl.ZoomOut': say(mapWords.zoomOut), 'AttributionControl.ToggleAttribution': say(mapWords.attribution),
    },
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right')
  return map
}
