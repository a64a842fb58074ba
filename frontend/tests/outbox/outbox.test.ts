import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { pixels, someCase, wangsPhotos, wangsReport } from './a-report'
import type { Server } from './a-server'
import type { ProblemBody } from '@/core/problem'
import type { Item, Shot } from '@/outbox/item'

let server: Server
vi.mock('@/outbox/transport', () => ({ overHttpFor: () => server.transport }))
vi.mock('@/seal/registering', () => ({ registerKey: () => Promise.resolve() }))

let useOutbox: typeof import('@/outbox/outbox').useOutbox
let shelf: typeof import('@/outbox/shelf').shelf

let problem: (status: number, body: ProblemBody) => Error

/** The app is opened, as after a reload: what is on the phone is what was there before. */
async function openApp(owner: string | null = 'wang') {
  ;({ useOutbox } = await import('@/outbox/outbox'))
  ;({ shelf } = await import('@/outbox/shelf'))
  setActivePinia(createPinia())
  const outbox = useOutbox()
  await outbox.open(owner)
  return outbox
}

beforeEach(async () => {
  vi.resetModules()
  const { Problem } = await import('@/core/problem')
  problem = (status, body) => new Problem(status, body)
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('navigator', { onLine: true })
  server = new (await import('./a-server')).Server()
})
afterEach(() => { vi.unstubAllGlobals() })

async function draft(id?: string, owner?: string): Promise<Item> {
  const item = await wangsReport(id, owner)
  const bytes = new Map(await wangsPhotos())
  for (const { sha256 } of item.photos) await (await shelf()).keepPhoto(item.id, sha256, bytes.get(sha256) ?? pixels(''))
  await (await shelf()).keepItem(item)
  return item
}
const after: Shot = { bytes: pixels('after'), type: 'image/jpeg', role: 'after', takenAt: new Date('2023-03-02T02:00:00Z'), chosen: false, fix: null }
const here = { lon: 118.1602, lat: 36.1861, accuracy_m: 9, fixed_at: '2023-03-02T01:59:58.000Z', source: 'gps' } as const
const until = (what: () => unknown) => vi.waitFor(() => { expect(what()).toBeTruthy() })

describe('the outbox', () => {
  it('takes a report, says so only when it is kept, and sends it while the next is begun', async () => {
    const outbox = await openApp()
    const item = await draft()
    await outbox.queueReport(item)
    expect(outbox.waiting).toBe(1)
    await until(() => outbox.sent.length === 1)
    expect(outbox.waiting).toBe(0)
    expect(outbox.items[0]).toMatchObject({ state: 'sent', receipt: { id: item.id } })
    expect(await (await shelf()).readPhoto(item.id, item.photos[0]?.sha256 ?? '')).toBeUndefined() // the bytes may go now
  })

  it('does not call a report saved whose photo is no longer there', async () => {
    const outbox = await openApp()
    const item = await wangsReport()
    await expect(outbox.queueReport(item)).rejects.toMatchObject({ name: 'NotKept' })
    expect(outbox.waiting).toBe(0)
  })

  it('holds a report for its seconds: taken back it is a draft again, and the server has heard nothing', async () => {
    const outbox = await openApp()
    const item = await draft()
    await outbox.queueReport(item, { holdMs: 60_000 })
    expect(outbox.items[0]?.state).toBe('held')
    expect(outbox.drafts).toEqual([])
    expect(await outbox.recall(item.id)).toMatchObject({ id: item.id, state: 'draft', said: null })
    expect(outbox.items).toEqual([])
    expect(outbox.drafts.map((one) => one.id)).toEqual([item.id])
    expect(server.said).toEqual([])
  })

  it('seals what it has saved, and lets nothing leave unsealed that was not yet', async () => {
    vi.stubGlobal('navigator', { onLine: false })
    const outbox = await openApp()
    const item = await draft('a')
    await outbox.queueReport(item, { holdMs: 60_000 })
    await until(() => outbox.items[0]?.seal)
    const second = await draft('b')
    await outbox.queueReport(second)
    await (await shelf()).change('b', (one) => ({ ...one, seal: null })) // the app ended before
    vi.stubGlobal('navigator', { onLine: true })
    await outbox.open('wang')
    await until(() => outbox.sent.length === 1)
    expect(outbox.sent[0]).toMatchObject({ id: 'b', seal: { public_key: expect.any(String) as string } })
  })

  it('sends a held report when its seconds are over', async () => {
    const outbox = await openApp()
    await outbox.queueReport(await draft(), { holdMs: 20 })
    await until(() => outbox.sent.length === 1)
  })

  it('holds a report longer while its person looks, and not once it is on its way', async () => {
    const outbox = await openApp()
    const item = await draft()
    await outbox.queueReport(item, { holdMs: 30 })
    expect(outbox.holdLonger(item.id, 60_000)).toBe(true)
    await new Promise((resolve) => { setTimeout(resolve, 80) })
    expect(outbox.items[0]?.state).toBe('held')
    expect(outbox.holdLonger(item.id, 0)).toBe(true)
    await until(() => outbox.sent.length === 1)
    expect(outbox.holdLonger(item.id, 60_000)).toBe(false)
  })

  it('does not hand back what the server may have', async () => {
    const outbox = await openApp()
    const item = await draft()
    server.losesAnswers.case = 99
    await outbox.queueReport(item)
    await until(() => outbox.items[0]?.uncertain === true && outbox.items[0].state === 'queued')
    expect(await outbox.recall(item.id)).toBeNull()
  })

  it('has it all again after the app was ended, with what was under way and what was held', async () => {
    vi.stubGlobal('navigator', { onLine: false })
    const first = await openApp()
    await first.queueReport(await draft('a'))
    await first.queueReport(await draft('b'), { holdMs: 60_000 })
    await (await shelf()).change('a', (one) => ({ ...one, state: 'sending' }))
    vi.stubGlobal('navigator', { onLine: true, locks: { request: (_name: string, ...rest: unknown[]) => { const work = rest.at(-1) as (lock: object) => unknown; return Promise.resolve(work({})) }, query: () => Promise.resolve({ held: [] }) } })
    await first.open(null) // this page is gone
    vi.resetModules()
    const again = await openApp()
    expect(again.waiting).toBe(2)
    await until(() => again.sent.length === 2)
    expect(server.cases.size).toBe(2)
  })

  it('keeps each person’s things apart, and tells the next one only that there are some', async () => {
    vi.stubGlobal('navigator', { onLine: false })
    const outbox = await openApp('wang')
    await outbox.queueReport(await draft('a', 'wang'))
    vi.stubGlobal('navigator', { onLine: true })
    await outbox.open('li')
    outbox.tryAgain()
    expect([outbox.waiting, outbox.others, outbox.items]).toEqual([0, 1, []])
    await outbox.open(null)
    expect(outbox.others).toBe(1)
    expect(server.said).toEqual([])
    await outbox.open('wang')
    await until(() => outbox.sent.length === 1)
  })

  it('waits for its owner to sign in again, then goes by itself', async () => {
    const outbox = await openApp()
    server.failures.photo = [problem(401, { type: 'x/not-signed-in' })]
    await outbox.queueReport(await draft())
    await until(() => outbox.signedOut)
    expect(outbox.needing).toHaveLength(1)
    await outbox.open('wang')
    await until(() => outbox.sent.length === 1)
  })

  it('lets go of an item on the person’s word alone', async () => {
    const outbox = await openApp()
    server.failures.case = [problem(403, { type: 'x/not-allowed' })]
    const item = await draft()
    await outbox.queueReport(item)
    await until(() => outbox.needing.length === 1)
    expect(await outbox.drop(item.id)).toBe(true)
    expect(outbox.items).toEqual([])
    expect(await (await shelf()).readPhoto(item.id, item.photos[0]?.sha256 ?? '')).toBeUndefined()
  })

  it('gives a report whose id is taken a new one and sends it', async () => {
    const outbox = await openApp()
    const item = await draft()
    server.cases.set(item.id, 'something else')
    await outbox.queueReport(item)
    await until(() => outbox.needing.length === 1)
    await outbox.renew(item.id)
    await until(() => outbox.sent.length === 1)
    expect(server.cases.size).toBe(2)
    expect(outbox.items).toHaveLength(1)
  })
})

describe('steps in the outbox', () => {
  it('are queued one on the other, and the one before cannot be taken back from under the next', async () => {
    vi.stubGlobal('navigator', { onLine: false })
    const outbox = await openApp()
    const accept = await outbox.queueStep({ caseId: someCase, operation: 'accept', version: 1 })
    const feedback = await outbox.queueStep({ caseId: someCase, operation: 'feedback', version: 2, photos: [after] })
    expect(outbox.stepsOn(someCase).map((one) => one.operation)).toEqual(['accept', 'feedback'])
    expect(feedback.after).toBe(accept.id)
    expect(await outbox.recall(accept.id)).toBeNull()
    vi.stubGlobal('navigator', { onLine: true })
    outbox.tryAgain()
    await until(() => outbox.sent.length === 2)
    expect(outbox.stepsOn(someCase)).toEqual([])
  })

  it('go on without a photo the server will not have', async () => {
    const outbox = await openApp()
    server.failures.photo = [problem(413, { type: 'x/too-large' })]
    await outbox.queueStep({ caseId: someCase, operation: 'feedback', version: 1, photos: [after, { ...after, bytes: pixels('near') }] })
    await until(() => outbox.needing.length === 1)
    const [stuck] = outbox.needing
    await outbox.withoutPhoto(stuck?.id ?? '', stuck?.problem?.photo ?? '')
    await until(() => outbox.sent.length === 1)
    expect(outbox.sent[0]?.photos).toHaveLength(1)
  })

  it('are open again without the only photo the server will not have', async () => {
    const outbox = await openApp()
    server.failures.photo = [problem(413, { type: 'x/too-large' })]
    const step = await outbox.queueStep({ caseId: someCase, operation: 'feedback', version: 1, body: { reason: '已清理' }, photos: [after] })
    await until(() => outbox.needing.length === 1)
    expect(await outbox.recall(step.id, outbox.needing[0]?.problem?.photo)).toMatchObject({ state: 'draft', photos: [], body: { reason: '已清理' } })
    expect([outbox.items, outbox.begun.length]).toEqual([[], 1])
  })

  it('overtaken by somebody else are done on the case as it is once the person has decided so', async () => {
    const outbox = await openApp()
    server.versions.set(someCase, 4)
    const item = await outbox.queueStep({ caseId: someCase, operation: 'feedback', version: 1, photos: [reactive({ ...after, fix: here })] }) // as a page holds it
    expect(item.photos.map((photo) => photo.fix)).toEqual([here])
    await until(() => outbox.needing.length === 1)
    await outbox.doOnTop(item.id)
    await until(() => outbox.sent.length === 1)
    expect(server.versions.get(someCase)).toBe(5)
  })
})
