import { expect, it } from 'vitest'
import { heatScale, shadeScale } from '@/map/scale'

const texts = (steps: { text: string }[]) => steps.map(({ text }) => text)
const figure = (figure?: string) => ({ type: 'Feature' as const, properties: { figure }, geometry: { type: 'Point' as const, coordinates: [118, 36] } })

it('the steps of the heat map go by the root, up to the densest place', () => {
  expect(texts(heatScale(100))).toEqual(['4', '16', '36', '64', '100'])
  expect(texts(heatScale(1))).toEqual(['1', '1', '1', '1', '1'])
})
it('those of shaded areas go up to the highest figure, or to the whole for a rate', () => {
  const shaded = { type: 'FeatureCollection' as const, features: [figure(), figure('50'), figure('8'), figure('—')] }
  expect(texts(shadeScale(shaded, false))).toEqual(['10', '20', '30', '40', '50'])
  expect(texts(shadeScale(shaded, true))).toEqual(['20%', '40%', '60%', '80%', '100%'])
})
