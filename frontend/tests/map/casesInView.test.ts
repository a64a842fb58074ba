import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, shallowRef, type EffectScope, type Ref } from 'vue'
import { aCase } from '../cases/a-case'
import { anEvent } from '../live/an-event'
import type { CaseItem } from '@/core/shapes'
import type { LiveEvent } from '@/live/wire'
import { useCasesInView, type CasesInView } from '@/map/casesInView'
import type { Bounds } from '@/map/inView'
import { everything, type Wanted } from '@/map/wanted'

interface Call { path: string; query: Record<string, unknown>; signal: AbortSignal; give: (numbers: string[], truncated?: boolean) => void; list: (items: CaseItem[]) => void; fail: () => void }
const calls: Call[] = []
vi.mock('@/core/api', () => ({
  answer: (call: Promise<unknown>) => call,
  api: {
    GET: (path: string, { params, signal }: { params: { query: Record<string, unknown> }; signal: AbortSignal }) => new Promise((resolve, reject) => {
      calls.push({
        path, query: params.query, signal,
        give: (numbers, truncated = false) => { resolve({ type: 'FeatureCollection', features: numbers.map((number) => ({ properties: { id: `id-${number}`, number } })), truncated }) },
        list: (items) => { resolve({ items }) },
        fail: () => { reject(new TypeError('Failed to fetch')) },
      })
    }),
  },
}))

let tell: (event: LiveEvent) => void = () => undefined
vi.mock('@/live/live', () => ({ onLive: (handler: (event: LiveEvent) => void) => { tell = handler } }))

const frame: Bounds = [118, 36, 118.1, 36.1]
const beside = (step: number): Bounds => [118 + step, 36, 118.1 + step, 36.1]
const numbers = (cases: CasesInView) => cases.features.value.map(({ properties }) => properties.number)
const settle = () => vi.advanceTimersByTimeAsync(300)

describe('the cases in the frame', () => {
  let bounds: Ref<Bounds | null>
  let wanted: Ref<Wanted>
  let cases: CasesInView
  let scope: EffectScope
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const browser = new EventTarget()

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('window', browser)
    vi.stubGlobal('document', page)
    calls.length = 0
    scope = effectScope()
    bounds = shallowRef<Bounds | null>(null)
    wanted = ref(everything)
    scope.run(() => { cases = useCasesInView(bounds, wanted) })
    bounds.value = frame
    await vi.advanceTimersByTimeAsync(1)
  })
  afterEach(() => {
    scope.stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('are read as soon as there is a frame, with a margin around it', async () => {
    expect(calls.map(({ query }) => query.bbox)).toEqual(['117.970000,35.970000,118.130000,36.130000'])
    calls[0]?.give(['1'])
    await settle()
    expect(numbers(cases)).toEqual(['1'])
    expect(cases.first.value).toBe(false)
  })

  it('are not read again for a small move, but for one out of the margin, once it has come to rest', async () => {
    calls[0]?.give(['1'])
    await settle()
    bounds.value = beside(0.02)
    await settle()
    expect(calls).toHaveLength(1)
    for (const step of [0.1, 0.2, 0.3]) {
      bounds.value = beside(step)
      await vi.advanceTimersByTimeAsync(100)
    }
    await settle()
    expect(calls).toHaveLength(2)
  })

  it('come from the last question asked, however late an older answer is', async () => {
    wanted.value = { ...everything, unit: 'ZFDD' }
    await settle()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false])
    calls[1]?.give(['new'])
    await settle()
    calls[0]?.give(['old'])
    await settle()
    expect(numbers(cases)).toEqual(['new'])
    expect(calls[1]?.query).toMatchObject({ unit: ['ZFDD'], state: undefined, overdue: undefined })
  })

  it('stay when a reading fails, and are read again when the person asks', async () => {
    calls[0]?.give(['1'])
    await settle()
    wanted.value = { ...everything, overdue: true }
    await settle()
    calls[1]?.fail()
    await settle()
    expect(numbers(cases)).toEqual(['1'])
    expect(cases.problem.value?.unreachable).toBe(true)
    cases.again()
    await settle()
    calls[2]?.give(['2'])
    await settle()
    expect([numbers(cases), cases.problem.value]).toEqual([['2'], null])
  })

  it('are the most pressing of the frame where there are too many, and read again for any move', async () => {
    calls[0]?.give(['1'], true)
    await settle()
    expect(calls[1]).toMatchObject({ path: '/api/cases', query: { bbox: '118.000000,36.000000,118.100000,36.100000', sort: 'due_at', overdue: true, limit: 50 } })
    calls[1]?.list([aCase({ id: 'id-9', number: '9', overdue: true })])
    await settle()
    calls[2]?.list([aCase({ id: 'id-8', number: '8' })])
    await settle()
    expect(calls[3]?.query).toMatchObject({ state: ['CLOSED', 'VOID', 'REJECTED'], limit: 48 }) // what has ended fills the page
    calls[3]?.list([aCase({ id: 'id-7', number: '7', state: 'CLOSED' })])
    await settle()
    expect([numbers(cases), cases.cut.value]).toEqual([['9', '8', '7'], true])
    expect(cases.features.value[0]?.geometry.coordinates).toEqual([aCase({}).location.lon, aCase({}).location.lat])
    bounds.value = beside(0.01)
    await settle()
    expect(calls).toHaveLength(5)
  })

  it('are read again when somebody comes back to the page after a while, and not at once', async () => {
    calls[0]?.give(['1'])
    await settle()
    browser.dispatchEvent(new Event('focus'))
    await settle()
    expect(calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(20_000)
    page.dispatchEvent(new Event('visibilitychange'))
    await settle()
    expect(calls).toHaveLength(2)
  })

  it.each<[what: string, event: LiveEvent, calls: number]>([
    ['a new case in the frame', anEvent({ case: 'new', lon: 118.05, lat: 36.05 }), 2],
    ['a case elsewhere', anEvent({ case: 'new', lon: 118.5, lat: 36.05 }), 1],
    ['a case that is shown', anEvent({ case: 'id-1', lon: 118.5, lat: 36.05 }), 2],
    ['one that is shown and no longer ours', { kind: 'gone', seq: 4, case: 'id-1', version: 4 }, 2],
    ['one that was never shown', { kind: 'gone', seq: 4, case: 'new', version: 4 }, 1],
    ['all that was missed', { kind: 'resync', seq: 4 }, 2],
  ])('are read again for %s as far as need be', async (_what, event, wantedCalls) => {
    calls[0]?.give(['1'])
    await settle()
    tell(event)
    tell(event)
    await vi.advanceTimersByTimeAsync(5000)
    expect(calls).toHaveLength(wantedCalls)
  })

  it('are not asked for once the page is left', async () => {
    bounds.value = beside(0.5)
    scope.stop()
    await settle()
    expect(calls).toHaveLength(1)
    expect(calls[0]?.signal.aborted).toBe(true)
  })
})
