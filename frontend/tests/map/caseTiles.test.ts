import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { anEvent } from '../live/an-event'
import type { LiveEvent } from '@/live/wire'
import type { MapView } from '@/map/base/maplibre'
import { deepest, tallyOf, tileAddress, tilesAt, type Marked } from '@/map/caseTiles'
import { keepRight } from '@/map/keepRight'
import { everything } from '@/map/wanted'

let tell: (event: LiveEvent) => void = () => undefined
vi.mock('@/live/live', () => ({ onLive: (handler: (event: LiveEvent) => void) => { tell = handler } }))

describe('tiles of cases', () => {
  beforeEach(() => { vi.stubGlobal('location', { origin: 'https://bureau' }) })
  afterEach(() => { vi.unstubAllGlobals() })

  it('are asked for as the inbox is', () => {
    expect(tileAddress(everything)).toBe('https://bureau/tiles/cases/{z}/{x}/{y}.mvt')
    expect(tileAddress({ ...everything, state: ['FILED', 'REWORK'], overdue: true, battle: '2', since: '2026-03-01' }))
      .toBe('https://bureau/tiles/cases/{z}/{x}/{y}.mvt?state=FILED&state=REWORK&overdue=true&battle=2&reported_since=2026-03-01')
  })

  it('of a place are one at each zoom, each within the one before', () => {
    const tiles = tilesAt(118.1602, 36.1861)
    expect(tiles[0]).toEqual({ z: 0, x: 0, y: 0 })
    expect(tiles[11]).toEqual({ z: 11, x: 1696, y: 802 }) // as tests/bench has it
    expect(tiles).toHaveLength(deepest + 1)
    tiles.slice(1).forEach(({ x, y }, index) => { expect({ x: x >> 1, y: y >> 1 }).toMatchObject({ x: tiles[index]?.x, y: tiles[index]?.y }) })
  })

  const pin = (lon: number, state: string, overdue = false): Marked => ({ layer: 'cases', at: [lon, 36], properties: { id: String(lon), state, overdue } })
  it('tell how many stand in the frame: exactly where each stands alone', () => {
    const tally = tallyOf([pin(118, 'FILED', true), pin(118.05, 'FILED'), pin(119, 'CLOSED')], [117.9, 35.9, 118.1, 36.1])
    expect(tally).toEqual({ total: 2, overdue: 1, byState: new Map([['FILED', 2]]), exact: true })
  })
  it('and about, where there are heaps', () => {
    const heap: Marked = { layer: 'clusters', at: [118.02, 36], properties: { count: 120, FILED: 100, CLOSED: 20 } }
    const tally = tallyOf([pin(118, 'FILED'), heap, { ...heap, at: [119, 36] }], [117.9, 35.9, 118.1, 36.1])
    expect(tally).toEqual({ total: 121, overdue: 0, byState: new Map([['FILED', 101], ['CLOSED', 20]]), exact: false })
  })
})

describe('a map that is kept right', () => {
  const refreshTiles = vi.fn()
  const setData = vi.fn<(news: { features: unknown[] }) => void>()
  let scope: EffectScope
  beforeEach(() => {
    vi.useFakeTimers()
    scope = effectScope()
    scope.run(() => { keepRight().attach({ refreshTiles, getSource: () => ({ setData }) } as unknown as MapView) })
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
    vi.clearAllMocks()
  })

  it('asks anew for the tiles in which something happened, once for a burst', () => {
    tell(anEvent({ lon: 118.1602, lat: 36.1861 }))
    tell(anEvent({ lon: 118.3, lat: 36.3 }))
    vi.advanceTimersByTime(300)
    expect(refreshTiles).toHaveBeenCalledTimes(1)
    const [source, tiles] = refreshTiles.mock.calls[0] as [string, unknown[]]
    expect(source).toBe('cases')
    expect(tiles).toEqual([...tilesAt(118.1602, 36.1861), ...tilesAt(118.3, 36.3)])
  })
  it.each<LiveEvent>([{ kind: 'gone', seq: 4, case: 'a', version: 4 }, { kind: 'resync', seq: 4 }])('asks for all of them after $kind', (event) => {
    tell(event)
    vi.advanceTimersByTime(300)
    expect(refreshTiles.mock.calls).toEqual([['cases']])
  })
  it('marks the place, and lets go after a while', () => {
    tell(anEvent({ lon: 118.1602, lat: 36.1861 }))
    expect(setData.mock.lastCall?.[0].features).toHaveLength(1)
    vi.advanceTimersByTime(5000)
    expect(setData.mock.lastCall?.[0].features).toHaveLength(0)
  })
})
