import { shallowRef, watch, type Ref } from 'vue'
import type { Feature, FeatureCollection } from 'geojson'
import { fonts, type Ink } from './base/ink'
import type { GeoJSONSource, LayerSpecification, MapView, SourceSpecification } from './base/maplibre'
import { nothing } from './views'
import { answer, api } from '@/core/api'
import { say } from '@/core/language'
import { mapWords as words } from '@/words/map'

/** Where traders and cars are sent: stall-guide points and parking, each a layer of its own to switch on. */
export const facilityKinds = ['guide', 'parking'] as const
export type FacilityKind = (typeof facilityKinds)[number]
interface Facility { code: string; name: string; kind: FacilityKind; schematic: boolean; hours: string; places: number | null }

const source = 'facilities'
const nearZoom = 12.5 // from here on they say their names

/** Of all, those of the kinds wanted, with what stands beside them. */
export function drawnFacilities(all: FeatureCollection, wanted: readonly FacilityKind[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: all.features.flatMap((feature): Feature[] => {
      const { name, kind, schematic, hours, places } = feature.properties as Facility
      if (!wanted.includes(kind)) return []
      const facts = [hours, places === null ? '' : say(words.places, { n: places })].filter((one) => one !== '').join(' · ')
      const label = `${name}${schematic ? say(words.schematic) : ''}${facts === '' ? '' : `\n${facts}`}`
      return [{ ...feature, properties: { sign: say(kind === 'guide' ? words.guideSign : words.parkingSign), label } }]
    }),
  }
}

/** Read once, when first wanted; none where they cannot be read. */
export function useFacilities(wanted: Ref<readonly FacilityKind[]>) {
  const all = shallowRef<FeatureCollection>(nothing)
  let asked = false
  async function read(): Promise<void> {
    asked = true
    try {
      all.value = await answer(api.GET('/api/map/facilities.geojson')) as FeatureCollection
    } catch {
      asked = false // asked again with the next change
    }
  }
  watch(wanted, (now) => { if (now.length > 0 && !asked) void read() }, { immediate: true })
  return all
}

export const facilitySources = (facilities: FeatureCollection): Record<string, SourceSpecification> => ({ [source]: { type: 'geojson', data: facilities } })
export const tellFacilities = (map: MapView, facilities: FeatureCollection): void => { void map.getSource<GeoJSONSource>(source)?.setData(facilities) }

export function facilityLayers(ink: Ink): LayerSpecification[] {
  return [
    { id: 'facilities', type: 'circle', source, paint: { 'circle-radius': 12, 'circle-color': ink.surface, 'circle-stroke-width': 3, 'circle-stroke-color': ink.accent } },
    {
      id: 'facility-signs', type: 'symbol', source,
      layout: { 'text-field': ['get', 'sign'], 'text-size': 13, 'text-font': ['Bold', ...fonts], 'text-allow-overlap': true },
      paint: { 'text-color': ink.accent },
    },
    {
      id: 'facility-names', type: 'symbol', source, minzoom: nearZoom,
      layout: { 'text-field': ['get', 'label'], 'text-size': 12, 'text-font': fonts, 'text-offset': [0, 1.4], 'text-anchor': 'top', 'text-allow-overlap': true },
      paint: { 'text-color': ink.ink, 'text-halo-color': ink.surface, 'text-halo-width': 2 },
    },
  ]
}
