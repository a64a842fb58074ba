import { describe, expect, it } from 'vitest'
import type { Ink } from '@/map/base/ink'
import { densest, heat, heatSteps } from '@/map/heat'

const ink = { tones: {}, accent: '#00f', alert: '#f00' } as unknown as Ink
const weights = heat(ink, 'cases').map(({ paint }) => (paint as Record<string, unknown>)['heatmap-weight'])

describe('the heat map', () => {
  it('gives a case the same weight alone and in a heap, however many are in it', () => { expect(weights).toEqual([['get', 'count'], 1]) })
  it('is scaled by the fullest square in sight, made of heaps and single cases alike', () => {
    expect(densest([{ x: 5, y: 5, cases: 30 }, { x: 20, y: 20, cases: 1 }, { x: 90, y: 5, cases: 12 }], 46)).toBe(31)
    expect(densest([])).toBe(1)
  })
  it('shows few beside many: colours go by the root', () => { expect(heatSteps.map((step) => Number(step.toFixed(2)))).toEqual([0.04, 0.16, 0.36, 0.64, 1]) })
})
