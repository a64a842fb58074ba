import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from 'geojson'

/** Of /api/areas.geojson. `schematic` areas are drawn by us and are nobody's boundary. */
export interface AreaProperties { code: string; name: string; level?: string; schematic?: boolean }
export type Areas = FeatureCollection<Polygon | MultiPolygon, AreaProperties>

/** Where each area's name stands: the middle of its largest part. `sign` is added where the area is schematic. */
export function areaNames(areas: Areas, sign: string): FeatureCollection<Point, { name: string }> {
  const features = areas.features.flatMap(({ geometry, properties }): Feature<Point, { name: string }>[] => {
    const at = middle(geometry)
    if (at === null) return []
    const name = properties.schematic === true ? `${properties.name}${sign}` : properties.name
    return [{ type: 'Feature', properties: { name }, geometry: { type: 'Point', coordinates: at } }]
  })
  return { type: 'FeatureCollection', features }
}

/** The centre of gravity of the largest outer ring, in degrees (towns are small enough for the plane); null for none. */
function middle(geometry: Polygon | MultiPolygon): Position | null {
  const outers = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map(([outer]) => outer ?? [])
  const weighed = outers.map(weigh).sort((one, other) => Math.abs(other.area) - Math.abs(one.area))
  return weighed[0]?.centre ?? null
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
