import type { FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson'

/** Of /api/areas.geojson. `schematic` areas are drawn by us and are nobody's boundary. */
export interface AreaProperties { code: string; name: string; level?: string; schematic?: boolean }
export type Areas = FeatureCollection<Polygon | MultiPolygon, AreaProperties>
export type AreaNames = FeatureCollection<Point, { name: string; level: string }>
/** West, south, east, north. */
export type Frame = readonly [west: number, south: number, east: number, north: number]
/** `county`, `town`, `village` or `grid`, from large to small. */
export const levelOf = ({ level }: AreaProperties): string => level ?? 'town'

/** Where each area's name stands: the middle of its largest part. `sign` is added where the area is schematic. */
export const areaNames = (areas: Areas, sign: string): AreaNames => named(areas, sign, (outers) => middle(outers))
/** The same for what is seen of each area: where its middle is out of the frame, the middle of what lies in it. */
export const namesInFrame = (areas: Areas, frame: Frame, sign: string): AreaNames => named(areas, sign, (outers) => {
  const at = middle(outers)
  return at === null || isIn(at, frame) ? at : middle(outers.map((outer) => within(outer, frame)))
})

function named(areas: Areas, sign: string, place: (outers: Position[][]) => Position | null): AreaNames {
  const features = areas.features.flatMap(({ geometry, properties }): AreaNames['features'] => {
    const at = place((geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map(([outer]) => outer ?? []))
    if (at === null) return []
    const name = properties.schematic === true ? `${properties.name}${sign}` : properties.name
    return [{ type: 'Feature', properties: { name, level: levelOf(properties) }, geometry: { type: 'Point', coordinates: at } }]
  })
  return { type: 'FeatureCollection', features }
}

/** The centre of gravity of the largest ring, in degrees (towns are small enough for the plane); null for none. */
function middle(outers: Position[][]): Position | null {
  const weighed = outers.map(weigh).sort((one, other) => Math.abs(other.area) - Math.abs(one.area))
  return weighed[0]?.centre ?? null
}

const isIn = ([x = NaN, y = NaN]: Position, [west, south, east, north]: Frame): boolean => x >= west && x <= east && y >= south && y <= north

/** A closed ring's part in the frame (Sutherland and Hodgman): the frame's edges cut it one after the other. */
function within(ring: Position[], [west, south, east, north]: Frame): Position[] {
  const open = ring.slice(1)
  const left = cut(cut(cut(cut(open, 0, west, 1), 0, east, -1), 1, south, 1), 1, north, -1)
  return left.length === 0 ? [] : [left[left.length - 1] ?? [], ...left]
}
/** What lies on one `side` of the line on which a coordinate is `at`. */
function cut(ring: Position[], axis: 0 | 1, at: number, side: 1 | -1): Position[] {
  return ring.flatMap((to, index) => {
    const from = ring[(index + ring.length - 1) % ring.length] ?? to
    const [was = 0, is = 0] = [from[axis], to[axis]]
    const kept = (is - at) * side >= 0
    if (kept === (was - at) * side >= 0) return kept ? [to] : []
    const part = (at - was) / (is - was)
    const edge = [0, 1].map((one) => (from[one] ?? 0) + part * ((to[one] ?? 0) - (from[one] ?? 0)))
    return kept ? [edge, to] : [edge]
  })
}

/** Signed area and centroid of a closed ring (the shoelace formula); no centre for a ring without area. */
function weigh(ring: Position[]): { area: number; centre: Position | null } {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  let area = 0
  let east = 0
  let north = 0
  ring.slice(1).forEach((to, index) => {
    // Measured from the ring's first corner: products of whole degrees would eat the digits.
    const [ax = 0, ay = 0] = ring[index] ?? []
    const [bx = 0, by = 0] = to
    const cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    area += cross / 2
    east += (ax + bx - 2 * x0) * cross / 6
    north += (ay + by - 2 * y0) * cross / 6
  })
  return { area, centre: area === 0 ? null : [x0 + east / area, y0 + north / area] }
}
