import { afterEach, describe, expect, it, vi } from 'vitest'
import { later, now, reckon, report, run, server, shelf, signIns, step, useShelf } from './a-line'
import { wangsStep } from './a-report'
import { Problem } from '@/core/problem'
import type { ItemState } from '@/outbox/item'
import { onDisk } from '@/outbox/shelf'
import { openStore } from '@/outbox/store'

afterEach(() => { vi.useRealTimers() })

type Where = 'photo' | 'case'
const our = (status: number, kind: string) => new Problem(status, { type: `urn:xuncheng:problem:${kind}`, detail: '…' })
/** What came back, on which call, where the item then stands, and whether it gets through by itself afterwards. */
const failures: [name: string, where: Where, problem: Problem, state: ItemState, byItself: boolean][] = [
  ['no answer at a photo', 'photo', new Problem(0), 'queued', true],
  ['no answer at the case', 'case', new Problem(0), 'queued', true],
  ['signed out', 'case', our(401, 'not-signed-in'), 'queued', true],
  ['signed out at a photo', 'photo', our(401, 'not-signed-in'), 'queued', true],
  ['somebody else signed in', 'photo', our(401, 'other-person'), 'queued', true],
  ['not allowed', 'case', our(403, 'not-allowed'), 'stuck', false],
  ['not there', 'case', our(404, 'not-found'), 'stuck', false],
  ['time-out at the server', 'case', new Problem(408), 'queued', true],
  ['id taken', 'case', our(409, 'case-differs'), 'stuck', false],
  ['photo too large', 'photo', our(413, 'too-large'), 'stuck', false],
  ['photo too large for a proxy', 'photo', new Problem(413), 'stuck', false],
  ['not a photo', 'photo', our(422, 'not-a-photo'), 'stuck', false],
  ['photo damaged on the way', 'photo', our(422, 'hash-differs'), 'queued', true],
  ['not valid', 'case', our(422, 'invalid-input'), 'stuck', false],
  ['a record the server does not know yet', 'case', our(422, 'record-unknown'), 'queued', true],
  ['too many', 'case', new Problem(429, { type: 'x/too-many' }, 30), 'queued', true],
  ['server failed', 'case', our(500, 'internal-error'), 'queued', true],
  ['a gateway’s page', 'case', new Problem(502), 'queued', true],
  ['busy', 'photo', our(503, 'not-ready'), 'queued', true],
  ['a disk that is full over there', 'photo', our(507, 'disk-full'), 'queued', true],
  ['a network’s sign-in page that refuses', 'case', new Problem(403), 'queued', true],
  ['a network’s sign-in page that says all is well', 'photo', new Problem(200, { type: 'phone/not-our-answer' }), 'queued', true],
]

describe('whatever comes back', () => {
  it.each(failures)('%s: nothing is lost or doubled, and there is a way on', async (_name, where, problem, state, byItself) => {
    const item = await report()
    server.failures[where] = [problem]

    await run()
    const after = await now(item.id)
    expect(after).toMatchObject({ state, problem: { status: problem.status, kind: problem.kind }, tries: 1 })
    expect(await reckon([item])).toEqual({ lost: 0, doubled: 0 })
    expect(signIns).toBe(problem.status === 401 ? 1 : 0)

    await later()
    expect((await now(item.id))?.state).toBe(byItself ? 'sent' : 'stuck')
    if (!byItself) {
      await shelf.change(item.id, (one) => ({ ...one, state: 'queued' })) // the person says: again
      await later()
    }
    expect(await now(item.id)).toMatchObject({ state: 'sent', problem: null, receipt: { id: item.id } })
    expect(server.cases.size).toBe(1)
  })

  it.each(['photo', 'case'] as const)('an answer that is lost at the %s again and again leaves one case', async (where) => {
    const item = await report()
    server.losesAnswers[where] = 3
    for (let turn = 0; turn < 6; turn++) await later()
    expect(await now(item.id)).toMatchObject({ state: 'sent' })
    expect(await reckon([item])).toEqual({ lost: 0, doubled: 0 })
  })

  it('a photo that breaks off at every other byte arrives', async () => {
    const item = await report()
    server.breaksAt = [1, 1, 1]
    for (let turn = 0; turn < 5; turn++) await later()
    expect((await now(item.id))?.state).toBe('sent')
    expect(server.bytes).toBe('near'.length + 'far'.length)
  })

  it('what has been damaged on the way time after time is shown to the person', async () => {
    const item = await report()
    for (let turn = 0; turn < 5; turn++) { server.failures.photo = [our(422, 'hash-differs')]; await later() }
    expect((await now(item.id))?.state).toBe('stuck')
  })

  it('a fault of our own in one item stops that one only', async () => {
    const broken = await report('a', 'wang', { said: null, category: null })
    const sound = await report('b')
    await run()
    expect(await now(broken.id)).toMatchObject({ state: 'stuck', problem: { kind: 'fault' } })
    expect((await now(sound.id))?.state).toBe('sent')
  })
})

describe('while it may have arrived', () => {
  it('an item is marked so, and no more once the server has said that it has not', async () => {
    const item = await report()
    server.failures.case = [new Problem(0), our(401, 'not-signed-in'), our(422, 'invalid-input')]
    await later()
    expect((await now(item.id))?.uncertain).toBe(true)
    await later() // signed out says nothing about the time before
    expect((await now(item.id))?.uncertain).toBe(true)
    await later()
    expect((await now(item.id))?.uncertain).toBe(false)
  })
})

describe('a queue', () => {
  it('goes in the order of its own counter, though the clock was set back a day', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T08:00:00Z') })
    await report('first')
    vi.setSystemTime(new Date('2026-11-24T08:00:00Z'))
    await report('second')
    await run()
    expect(server.said.filter((one) => one.startsWith('case'))).toEqual(['case first', 'case second'])
  })

  it('rests by the page’s stopwatch, though the clock jumps a day ahead or back', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T08:00:00Z') })
    const item = await report()
    server.failures.case = [new Problem(429, { type: 'x/too-many' }, 120)]
    for (const day of ['2026-11-25T08:00:01Z', '2026-11-26T08:00:00Z', '2026-11-24T08:00:00Z']) {
      vi.setSystemTime(new Date(day))
      const again = await run()
      expect(again).toBeGreaterThan(115_000)
      expect(again).toBeLessThanOrEqual(120_000)
    }
    expect((await now(item.id))?.tries).toBe(1)
  })

  it('is not blocked by what is stuck or fails again and again at its head', async () => {
    const head = await report('head')
    await report('behind')
    for (let turn = 0; turn < 2; turn++) {
      server.failures.case = [our(500, 'internal-error')]
      await later()
    }
    expect((await now('behind'))?.state).toBe('sent')
    expect((await now(head.id))?.tries).toBe(2)
  })

  it('is left in peace after three without any answer, and then tried with the least tried first', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await report(id)
    server.failures.photo = Array.from({ length: 8 }, () => new Problem(0))
    await run()
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(async (id) => (await now(id))?.tries))).toEqual([1, 1, 1, 0])
    server.failures.photo = []
    await later()
    expect(server.said.filter((one) => one.startsWith('case'))[0]).toBe('case d')
    expect(server.cases.size).toBe(4)
  })

  it('takes up what a page left under way when it was closed', async () => {
    const item = await report()
    await shelf.change(item.id, (one) => ({ ...one, state: 'sending', photos: one.photos.map((photo) => ({ ...photo, state: 'sending', begun: true })) }))
    await run()
    expect((await now(item.id))?.state).toBe('sent')
  })

  it('stops where nobody is signed in, and touches nobody else’s', async () => {
    const own = await report('a')
    const others = await report('b', 'li')
    await run({ open: () => false })
    expect(server.said).toEqual([])
    await run()
    expect((await now(own.id))?.state).toBe('sent')
    expect((await shelf.all('li'))[0]).toEqual(others)
    expect(server.cases.size).toBe(1)
  })

  it('does not send what may still be taken back, nor what was taken back in the last moment', async () => {
    const held = await report('held', 'wang', { state: 'held', holder: 'another page' })
    const taken = await report('taken')
    const all = shelf.all
    shelf.all = async (owner) => {
      const found = await all(owner)
      await shelf.change(taken.id, (one) => ({ ...one, state: 'draft' }))
      return found
    }
    await run()
    shelf.all = all
    expect(server.cases.size).toBe(0)
    await run({ released: () => Promise.resolve(true) })
    expect([...server.cases.keys()]).toEqual([held.id])
  })

  it('goes on sending from a phone that is full: that is what frees it', async () => {
    const item = await report()
    const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    await run({ shelf: { ...shelf, keepItem: full, change: full, finish: full } })
    expect(server.cases.has(item.id)).toBe(true)
    expect(await now(item.id)).toBeUndefined() // not even a note fits; the server has it
  })

  it('goes on when the browser has closed the store under it', async () => {
    const name = crypto.randomUUID()
    const opened: { close: () => void }[] = []
    const closeAll = () => { for (const one of opened.splice(0)) one.close() }
    useShelf(onDisk(async (closed) => {
      const store = await openStore(name, closed)
      opened.push(store)
      return store
    }))
    const item = await report()
    closeAll()
    server.failures.photo = []
    const put = server.transport.putPhoto
    server.transport.putPhoto = (...args) => { closeAll(); return put(...args) }
    await run()
    expect((await now(item.id))?.state).toBe('sent')
  })
})

describe('steps on a case', () => {
  it('go one after the other, each on the version the one before led to', async () => {
    server.versions.set((await wangsStep()).caseId, 7)
    const accept = await step('accept', { operation: 'accept', photos: [], version: 7 })
    const feedback = await step('feedback', { after: accept.id, version: 8 })
    server.failures.step = [our(500, 'internal-error')]
    await run()
    expect(server.said.filter((one) => one.startsWith('feedback'))).toEqual([]) // the first one is not through
    await later()
    expect((await now(feedback.id))?.state).toBe('sent')
    expect(server.said.slice(-2)[1]).toContain('feedback')
    expect(server.said.at(-1)).toContain('v8')
  })

  it('whose answers are lost are done once, and the next stands on what they led to', async () => {
    const accept = await step('accept', { operation: 'accept', photos: [] })
    const feedback = await step('feedback', { after: accept.id, version: 99 })
    server.losesAnswers.step = 1
    await later()
    server.versions.set(accept.caseId, 5) // meanwhile somebody else has acted
    await later()
    expect(await now(feedback.id)).toMatchObject({ state: 'stuck', version: 2, problem: { kind: 'stale-version', current: { version: 5 } } })
    expect(server.steps.size).toBe(1)
  })

  it('that somebody else has overtaken wait for the person, who sees by what, and can be done on the case as it is', async () => {
    const item = await step()
    server.versions.set(item.caseId, 4)
    await run()
    expect(await now(item.id)).toMatchObject({ state: 'stuck', problem: { detail: '张三已签收', current: { version: 4, state: 'ACCEPTED' } }, uncertain: false })
    expect(server.versions.get(item.caseId)).toBe(4) // nothing was overwritten
    await shelf.change(item.id, (one) => one.kind === 'step' ? { ...one, state: 'queued', version: 4 } : null)
    await later()
    expect(await now(item.id)).toMatchObject({ state: 'sent', outcome: { version: 5 } })
  })
})
