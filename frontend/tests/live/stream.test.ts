import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backOff, openStream } from '@/live/stream'
import type { LiveEvent } from '@/live/wire'

interface Call { url: string; send: (text: string) => void; cut: () => void; aborted: boolean }
const calls: Call[] = []
const answers: number[] = []
const hello = 'id: 40\nevent: hello\ndata: {"seq":140,"heartbeat_seconds":20}\n\n'
const resync = 'id: 150\nevent: resync\ndata: {"seq":150}\n\n'
const beat = ':\nid: 160\n\n'

function serve(url: string, { signal }: { signal: AbortSignal }): Promise<Response> {
  const status = answers.shift() ?? 200
  if (status === 0) return Promise.reject(new TypeError('Failed to fetch'))
  let pipe: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (controller) => { pipe = controller } })
  const call: Call = {
    url, aborted: false,
    send: (text) => { pipe.enqueue(new TextEncoder().encode(text)) },
    cut: () => { pipe.close() },
  }
  signal.addEventListener('abort', () => { call.aborted = true; pipe.error(new DOMException('', 'AbortError')) })
  calls.push(call)
  return Promise.resolve(new Response(status === 200 ? body : null, { status }))
}

describe('a stream', () => {
  const heard: LiveEvent['kind'][] = []
  const standing: boolean[] = []
  let position: number | null = null
  let close = (): void => undefined
  const open = (since: number | null) => {
    close = openStream(since, {
      hear: ({ kind }) => { heard.push(kind) }, moved: (to) => { position = to }, standing: (up) => { standing.push(up) },
    })
  }
  const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const last = (): Call => calls.at(-1) ?? expect.fail('nobody asked')

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', vi.fn(serve))
    const page = new EventTarget()
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
    vi.stubGlobal('comesOnline', () => page.dispatchEvent(new Event('online')))
    for (const list of [calls, answers, heard, standing]) list.length = 0
    position = null
  })
  afterEach(() => {
    close()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('begins a little earlier when it has no position, and says what comes', async () => {
    open(null)
    await passes(0)
    last().send(hello + resync)
    await passes(0)
    expect(last().url).toBe('/api/live?since=-100')
    expect(heard).toEqual(['hello', 'resync'])
    expect(standing).toEqual([true])
    expect(position).toBe(150)
  })

  it('goes on after a cut from where it was, heartbeats counted', async () => {
    open(5)
    await passes(0)
    last().send(hello + beat)
    await passes(0)
    last().cut()
    await passes(1000)
    expect(calls.map(({ url }) => url)).toEqual(['/api/live?since=5', '/api/live?since=160'])
    expect(standing).toEqual([true, false])
  })

  it('takes a silent line for dead', async () => {
    open(5)
    await passes(0)
    last().send(hello)
    await passes(49_000)
    expect(calls).toHaveLength(1)
    await passes(2_000)
    expect(calls[0]?.aborted).toBe(true)
    expect(calls).toHaveLength(2)
  })

  it('waits longer each time, but not when the network comes back', async () => {
    answers.push(0, 503, 0, 0, 0)
    open(5)
    await passes(0)
    await passes(4000)
    const before = vi.mocked(fetch).mock.calls.length
    expect(before).toBeGreaterThan(2)
    expect(before).toBeLessThan(5)
    ;(globalThis as unknown as { comesOnline: () => void }).comesOnline()
    await passes(0)
    expect(vi.mocked(fetch).mock.calls).toHaveLength(before + 1)
  })

  it.each([
    ['refused', () => { answers.push(401) }],
    ['told', () => { setTimeout(() => { last().send('id: 9\nevent: ended\ndata: {"seq":9}\n\n') }, 10) }],
  ])('ends for good when %s that nobody is signed in', async (_how, begin) => {
    begin()
    open(5)
    await passes(120_000)
    expect(heard).toEqual(['ended'])
    expect(vi.mocked(fetch).mock.calls).toHaveLength(1)
  })

  it('can be closed, and is quiet then', async () => {
    open(5)
    await passes(0)
    last().send(hello)
    await passes(0)
    close()
    await passes(120_000)
    expect(calls).toHaveLength(1)
    expect(calls[0]?.aborted).toBe(true)
    expect(standing).toEqual([true])
  })
})

describe('backing off', () => {
  it.each([[0, 500, 1000], [1, 1000, 2000], [4, 8000, 16_000], [5, 15_000, 30_000], [50, 15_000, 30_000]])('before try %i waits %i to %i ms', (tries, least, most) => {
    expect([backOff(tries, 0), backOff(tries, 1)]).toEqual([least, most])
  })
})
