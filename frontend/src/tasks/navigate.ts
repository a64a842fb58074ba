import { gcj02 } from '@/places/datum'
import type { Spot } from '@/places/distance'

/** Ways to be led to a place, each by another app. */
export interface Ways { phone: string; amap: string }

const shown = (degrees: number): string => degrees.toFixed(6)

/**
 * Links that open navigation to a place (WGS-84). `phone`: geo: (RFC 5870, WGS-84 by definition), whatever map app the phone
 * has. `amap`: AMap's address, which wants GCJ-02; opens the app where there is one, else its page.
 */
export function waysTo(spot: Spot, name: string): Ways {
  const there = gcj02(spot)
  const label = encodeURIComponent(name)
  const place = `${shown(spot.lat)},${shown(spot.lon)}`
  return {
    phone: `geo:${place}?q=${place}(${label})`,
    amap: `https://uri.amap.com/navigation?to=${shown(there.lon)},${shown(there.lat)},${label}&mode=ride&coordinate=gaode&callnative=1`,
  }
}
