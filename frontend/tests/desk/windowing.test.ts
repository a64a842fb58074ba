import { describe, expect, it } from 'vitest'
import { revealed, sliceOf } from '@/desk/windowing'

describe('the window on the list', () => {
  it.each([
    ['at the top', 0, 800, 100, 10_000, { start: 0, end: 14 }],
    ['in the middle', 500_050, 800, 100, 10_000, { start: 4994, end: 5015 }],
    ['at the end', 999_200, 800, 100, 10_000, { start: 9986, end: 10_000 }],
    ['pulled beyond the top', -120, 800, 100, 10_000, { start: 0, end: 14 }],
    ['of a list that became shorter', 50_000, 800, 100, 3, { start: 2, end: 3 }],
    ['of nothing', 0, 800, 100, 0, { start: 0, end: 0 }],
    ['before it was measured', 0, 0, 100, 50, { start: 0, end: 6 }],
  ])('%s', (_where, top, height, row, count, slice) => { expect(sliceOf(top, height, row, count)).toEqual(slice) })

  it('always holds every row in sight, and draws few beside them', () => {
    for (let top = 0; top < 116 * 300; top += 53) {
      const { start, end } = sliceOf(top, 760, 116, 300)
      expect(start * 116).toBeLessThanOrEqual(top)
      expect(end * 116 >= Math.min(top + 760, 116 * 300)).toBe(true)
      expect(end - start).toBeLessThanOrEqual(20)
    }
  })

  it('moves as little as it must to show a row', () => {
    expect(revealed(3, 0, 800, 100)).toBe(0)
    expect(revealed(8, 0, 800, 100)).toBe(100)
    expect(revealed(2, 500, 800, 100)).toBe(200)
  })
})
