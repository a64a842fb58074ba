import { expect, it } from 'vitest'
import { middleOf } from '@/places/distance'

it('the middle of places is where people are asked to be near; of none there is none', () => {
  expect(middleOf([{ lon: 118, lat: 36 }, { lon: 118.2, lat: 36.1 }, { lon: 118.1, lat: 36.5 }])).toEqual({ lon: expect.closeTo(118.1) as number, lat: expect.closeTo(36.2) as number })
  expect(middleOf([])).toBeNull()
})
