import { describe, expect, it, vi } from 'vitest'
import { cellBounds, oneInHeap } from '@/map/oneInHeap'
import { tilesAt } from '@/map/caseTiles'
import { everything } from '@/map/wanted'

const asked = vi.fn()
const at = (id: string, lon: number) => ({ properties: { id }, geometry: { coordinates: [lon, 36] } })
let found = [at('neighbour', 118.2), at('it', 118.1)]
vi.mock('@/core/api', () => ({
  answer: (call: unknown) => Promise.resolve(call),
  api: { GET: (_path: string, { params }: { params: { query: unknown } }) => { asked(params.query); return { features: found } } },
}))

/** As app/core/geo.py numbers tiles. */
function numberOf(z: number, x: number, y: number): number {
  let code = 0n
  for (let bit = 0n; bit < BigInt(z); bit++) code |= (BigInt(x) >> bit & 1n) << 2n * bit | (BigInt(y) >> bit & 1n) << 2n * bit + 1n
  return Number(1n << 2n * BigInt(z) | code)
}

describe('a heap of a single case', () => {
  it.each([11, 15, 19])('lies in its cell at zoom %i', (z) => {
    const { x, y } = tilesAt(118.1602, 36.1861)[z] ?? { x: 0, y: 0 }
    const [west, south, east, north] = cellBounds(numberOf(z, x, y))
    expect([west <= 118.1602, 118.1602 <= east, south <= 36.1861, 36.1861 <= north]).toEqual([true, true, true, true])
    expect(east - west).toBeCloseTo(360 / 2 ** z, 9)
  })
  it('is that case, found under the same filters; not a neighbour the box touches', async () => {
    expect(await oneInHeap(numberOf(11, 1696, 802), [118.1, 36], { ...everything, unit: 'ZFDD' })).toBe('it')
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ unit: ['ZFDD'], bbox: '118.125000,36.173357,118.300781,36.315125' }))
  })
  it('may have gone', async () => {
    found = []
    expect(await oneInHeap(numberOf(11, 1696, 802), [118.1, 36], everything)).toBeNull()
  })
})
