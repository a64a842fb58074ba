import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef, type EffectScope, type Ref } from 'vue'
import { aCase } from '../cases/a-case'
import type { CaseItem } from '@/core/shapes'
import { useDoubtful } from '@/desk/doubtful'

const asked: string[][] = []
let doubtful: string[] = []
let reachable = true
vi.mock('@/core/api', () => ({
  answer: (call: Promise<unknown>) => call,
  api: {
    GET: (_path: string, { params }: { params: { query: { case: string[] } } }) => {
      asked.push(params.query.case)
      if (!reachable) return Promise.reject(new TypeError('Failed to fetch'))
      return Promise.resolve({ items: doubtful.filter((id) => params.query.case.includes(id)).map((id) => ({ id, kinds: ['same'] })) })
    },
  },
}))

const waits = (id: string, version = 3): CaseItem => aCase({ id, version, state: 'FEEDBACK' })
const later = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

describe('doubtful photos of the rows in sight', () => {
  let scope: EffectScope
  let drawn: Ref<readonly CaseItem[]>
  let marked: Ref<ReadonlySet<string>>
  const look = (checks = true) => { scope.run(() => { marked = useDoubtful(drawn, checks) }) }

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 })
    asked.length = 0
    doubtful = ['two']
    reachable = true
    scope = effectScope()
    drawn = shallowRef([waits('one'), waits('two'), aCase({ id: 'closed', state: 'CLOSED' })])
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  it('are asked for once for all, where somebody judges by the photos', async () => {
    look()
    await later(1)
    drawn.value = [...drawn.value]
    await later(1)
    expect(asked).toEqual([['one', 'two']])
    expect([...marked.value]).toEqual(['two'])
  })
  it('are asked for again after a step, and after a while', async () => {
    look()
    await later(1)
    doubtful = ['one']
    drawn.value = [waits('one', 4), waits('two')]
    await later(1)
    expect([...marked.value]).toEqual(['two', 'one'])
    await later(60)
    drawn.value = [...drawn.value]
    await later(1)
    expect([...marked.value]).toEqual(['one'])
    expect(asked).toEqual([['one', 'two'], ['one'], ['one', 'two']])
  })
  it('come a screenful at a time', async () => {
    drawn.value = Array.from({ length: 60 }, (_, at) => waits(String(at)))
    look()
    await later(1)
    expect(asked.map((ids) => ids.length)).toEqual([50, 10])
  })
  it('are nobody\'s business who does not check', async () => {
    look(false)
    await later(1)
    expect(asked).toEqual([])
  })
  it('are left out where the answer fails', async () => {
    reachable = false
    look()
    await later(1)
    expect([...marked.value]).toEqual([])
  })
})
