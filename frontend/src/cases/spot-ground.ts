import { say } from '@/core/language'
import { openGround, type Ground, type Over } from '@/map/base/openGround'
import type { GeoJSONSource } from '@/map/base/maplibre'
import { caseViewWords as words } from '@/words/case-view'

/** A place and the metres it is known to. Degrees WGS-84. */
export interface Spot { lon: number; lat: number; accuracy: number | null }

/**
 * The small map of a case is made once and handed from case to case: making one takes a tenth of a second on an office
 * machine, which whoever goes through the list with a key would wait for at every case.
 */
interface Kept { element: HTMLElement; ground: Ground }

const zoom = 15.5
const unusedFor = 60_000 // milliseconds until a map that nobody looks at is let go

let kept: Promise<Kept> | null = null
let holder: HTMLElement | null = null
let shown: Spot | null = null
let leaving: ReturnType<typeof setTimeout> | undefined

/** Pixels of a length at a zoom level, doubling with each level (512-pixel tiles). */
const pixelsAt = (metres: number, lat: number, level: number): number => metres / (78_271.517 * Math.cos(lat * Math.PI / 180)) * 2 ** level

function pointOf({ lon, lat, accuracy }: Spot) {
  const properties = { least: pixelsAt(accuracy ?? 0, lat, 6), most: pixelsAt(accuracy ?? 0, lat, 20) }
  return { type: 'Feature' as const, properties, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }
}

const over: Over = (ink) => ({
  sources: { spot: { type: 'geojson', data: shown === null ? { type: 'FeatureCollection', features: [] } : pointOf(shown) } },
  layers: [
    {
      id: 'spot-circle', type: 'circle', source: 'spot',
      paint: {
        'circle-color': ink.accent, 'circle-opacity': 0.15, 'circle-stroke-color': ink.accent, 'circle-stroke-width': 1, 'circle-stroke-opacity': 0.5,
        'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 6, ['get', 'least'], 20, ['get', 'most']],
      },
    },
    { id: 'spot', type: 'circle', source: 'spot', paint: { 'circle-radius': 8, 'circle-color': ink.alert, 'circle-stroke-color': ink.surface, 'circle-stroke-width': 3 } },
  ],
})

async function make(box: HTMLElement, start: Spot): Promise<Kept> {
  const element = document.createElement('div')
  element.style.cssText = 'position: absolute; inset: 0'
  box.append(element)
  const ground = await openGround(element, { start: { ...start, zoom }, label: say(words.place), over })
  ground.map.cooperativeGestures.enable() // the page scrolls past the map
  return { element, ground }
}

/** Shows a spot on the map in `box`, which takes it from whoever had it. Throws Problem or NoWebGL. */
export async function showSpot(box: HTMLElement, spot: Spot): Promise<void> {
  clearTimeout(leaving)
  holder = box
  shown = spot
  const mine = kept ??= make(box, spot)
  try {
    const { element, ground } = await mine
    if (holder !== box || shown !== spot) return
    if (element.parentElement !== box) box.append(element)
    void ground.map.getSource<GeoJSONSource>('spot')?.setData(pointOf(spot))
    ground.map.jumpTo({ center: [spot.lon, spot.lat], zoom })
  } catch (thrown) {
    if (kept === mine) kept = null
    throw thrown
  }
}

/** `box` goes; its map waits a while for the next case. */
export function leaveSpot(box: HTMLElement): void {
  if (holder !== box) return
  holder = null
  leaving = setTimeout(() => {
    const unused = kept
    kept = null
    shown = null
    unused?.then(({ ground }) => { ground.close() }, () => undefined) // one that could not be opened needs no closing
  }, unusedFor)
}
