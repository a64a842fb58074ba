import { boxOf, type Bounds, type CaseFeature } from './inView'
import { asked, type Wanted } from './wanted'
import { answer, api } from '@/core/api'
import type { CasePoints } from '@/core/shapes'

/** Where a heap's cell lies. Its number is a 1 and behind it the Morton code of a tile, x in the even bits (`tile_number` in app/core/geo.py). */
export function cellBounds(cell: number): Bounds {
  const bits = cell.toString(2).slice(1)
  const level = bits.length / 2
  const [x, y] = [/.(.)/g, /(.)./g].map((pairs) => Number(`0b0${bits.replace(pairs, '$1')}`)) as [number, number]
  const lon = (column: number) => column / 2 ** level * 360 - 180
  const lat = (row: number) => Math.atan(Math.sinh(Math.PI * (1 - 2 * row / 2 ** level))) * 180 / Math.PI
  return [lon(x), lat(y + 1), lon(x + 1), lat(y)]
}

/** The id of the case that is a heap by itself; null when it has gone meanwhile. Throws Problem. */
export async function oneInHeap(cell: number, [lon = 0, lat = 0]: readonly number[], wanted: Wanted): Promise<string | null> {
  const query = { ...asked(wanted), bbox: boxOf(cellBounds(cell)), limit: 20 }
  const found = await answer(api.GET('/api/cases.geojson', { params: { query: query as never } })) as CasePoints
  const away = ({ geometry: { coordinates: [x = 0, y = 0] } }: CaseFeature) => Math.hypot(x - lon, y - lat) // the box may touch a neighbour's
  return [...found.features].sort((one, other) => away(one) - away(other))[0]?.properties.id ?? null
}
