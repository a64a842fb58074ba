import type { Feature, FeatureCollection } from 'geojson'
import { fonts, type Ink } from './base/ink'
import type { GeoJSONSource, LayerSpecification, MapView, SourceSpecification } from './base/maplibre'
import { say } from '@/core/language'
import { span } from '@/core/times'
import type { OnDuty } from '@/people/on-duty'
import { mapWords as words } from '@/words/map'

/** People on duty over everything else on the map: where they last were, and how long ago that was. */
const peopleSource = 'people'
const old = 10 * 60_000 // milliseconds after which somebody may long be elsewhere

export function drawnPeople(people: readonly OnDuty[], now: number): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: people.flatMap(({ name, location, at }): Feature[] => {
      if (location === null) return []
      const age = now - Date.parse(at)
      const label = `${name} · ${say(words.ago, { ago: span(age) })}`
      return [{ type: 'Feature', properties: { label, old: age > old }, geometry: { type: 'Point', coordinates: [location.lon, location.lat] } }]
    }),
  }
}

export const peopleSources = (people: FeatureCollection): Record<string, SourceSpecification> => ({ [peopleSource]: { type: 'geojson', data: people } })
export const tellPeople = (map: MapView, people: FeatureCollection): void => { void map.getSource<GeoJSONSource>(peopleSource)?.setData(people) }

export function peopleLayers(ink: Ink): LayerSpecification[] {
  return [
    {
      id: 'people', type: 'circle', source: peopleSource,
      paint: {
        'circle-radius': 9, 'circle-color': ink.surface, 'circle-stroke-width': 5, 'circle-stroke-color': ink.ink,
        'circle-stroke-opacity': ['case', ['get', 'old'], 0.45, 1],
      },
    },
    {
      id: 'people-names', type: 'symbol', source: peopleSource,
      layout: { 'text-field': ['get', 'label'], 'text-size': 13, 'text-font': ['Bold', ...fonts], 'text-offset': [0, 1.5], 'text-anchor': 'top', 'text-optional': true },
      paint: { 'text-color': ink.ink, 'text-halo-color': ink.surface, 'text-halo-width': 2 },
    },
  ]
}
