import type { Spot } from './distance'

/**
 * What other maps call a place: GCJ-02 for AMap and Tencent, BD-09 for Baidu. The formulas of app/core/geo.py, in public use
 * since 2013 (Krasovsky 1940 ellipsoid); outside China they change nothing. Degrees.
 */
const { PI, sin, cos, sqrt, abs, hypot, atan2 } = Math
const krasovskyA = 6_378_245
const krasovskyEe = 0.00669342162296594323
const bdTurn = PI * 3000 / 180
const china = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 }
const radians = (degrees: number): number => degrees * PI / 180
const degrees = (value: number): number => value * 180 / PI

/** What AMap and Tencent call the place; unchanged outside China. */
export function gcj02({ lon, lat }: Spot): Spot {
  if (lon < china.west || lon > china.east || lat < china.south || lat > china.north) return { lon, lat }
  const x = lon - 105
  const y = lat - 35
  const waves = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    + (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 + (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    + (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 + (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3
  const curve = 1 - krasovskyEe * sin(radians(lat)) ** 2
  return {
    lon: lon + degrees(east / (krasovskyA / sqrt(curve) * cos(radians(lat)))),
    lat: lat + degrees(north / (krasovskyA * (1 - krasovskyEe) / (curve * sqrt(curve)))),
  }
}

/** What Baidu calls the place. */
export function bd09(spot: Spot): Spot {
  const { lon, lat } = gcj02(spot)
  const z = hypot(lon, lat) + 0.00002 * sin(lat * bdTurn)
  const theta = atan2(lat, lon) + 0.000003 * cos(lon * bdTurn)
  return { lon: z * cos(theta) + 0.0065, lat: z * sin(theta) + 0.006 }
}
