import { expect, it } from 'vitest'
import { enlarged } from '@/map/base/enlarged'
import type { StyleSpecification } from '@/map/base/maplibre'

const style = {
  version: 8, sources: {}, layers: [
    { id: 'name', type: 'symbol', source: 'a', layout: { 'text-size': 12, 'text-field': 'x' } },
    { id: 'news', type: 'circle', source: 'a', paint: { 'circle-radius': 22 } },
    { id: 'line', type: 'line', source: 'a', paint: { 'line-width': 1 } },
  ],
} as StyleSpecification

it('on a wall a map has larger letters, signs and dots, and elsewhere is as it was', () => {
  expect(enlarged(style, 1)).toBe(style)
  expect(enlarged(style, 2).layers).toMatchObject([
    { layout: { 'text-size': 24, 'icon-size': 2, 'text-field': 'x' } }, { paint: { 'circle-radius': 44 } }, { paint: { 'line-width': 1 } },
  ])
})
