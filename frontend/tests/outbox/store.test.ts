import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pixels, wangsReport } from './a-report'
import { dropItem, enqueueItem, finishItem, itemsOf, keepItem, keepPhoto, NotKept, openStore, readPhoto, renameItem, type Store } from '@/outbox/store'

let store: Store
let name = ''
beforeEach(async () => {
  name = crypto.randomUUID()
  store = await openStore(name)
})
afterEach(() => { store.close() })

async function keptReport(id?: string, owner?: string) {
  const item = await wangsReport(id, owner)
  for (const [at, text] of ['near', 'far'].entries()) await keepPhoto(store, item.id, item.photos[at]?.sha256 ?? '', pixels(text))
  await keepItem(store, item)
  return item
}

describe('the phone keeps a report', () => {
  it('and has it back, photos and all, after the browser was ended', async () => {
    const item = await keptReport()
    store.close()
    store = await openStore(name)
    expect(await itemsOf(store, 'wang')).toEqual([item])
    expect(new Uint8Array(await readPhoto(store, item.id, item.photos[1]?.sha256 ?? '') ?? new ArrayBuffer())).toEqual(new Uint8Array(pixels('far')))
  })

  it('for its own inspector only, oldest first', async () => {
    const late = { ...await wangsReport('b'), started_at: '2023-03-02T09:00:00Z' }
    const early = { ...await wangsReport('c'), started_at: '2023-03-02T08:00:00Z' }
    for (const item of [late, early, await wangsReport('a', 'li')]) await keepItem(store, item)
    expect((await itemsOf(store, 'wang')).map((item) => item.id)).toEqual(['c', 'b'])
  })

  it('but does not call a photo kept when other bytes come back', async () => {
    const item = await wangsReport()
    await expect(keepPhoto(store, item.id, item.photos[0]?.sha256 ?? '', pixels('something else'))).rejects.toBeInstanceOf(NotKept)
  })
})

describe('the phone lets go of a report', () => {
  it('with all its photos, and of no other', async () => {
    const gone = await keptReport('a')
    const stays = await keptReport('b')
    await dropItem(store, gone.id)
    expect((await itemsOf(store, 'wang')).map((item) => item.id)).toEqual(['b'])
    expect(await store.getAllKeys('photos')).toEqual(stays.photos.map((photo) => ['b', photo.sha256]).sort())
  })
})

describe('a report whose id was taken', () => {
  it('moves to a new one with its photos and is a draft again', async () => {
    const item = await keptReport('old')
    const renamed = await renameItem(store, { ...item, state: 'stuck' }, 'new')
    expect(renamed).toMatchObject({ id: 'new', state: 'draft', problem: null })
    expect((await itemsOf(store, 'wang')).map((one) => one.id)).toEqual(['new'])
    expect(await readPhoto(store, 'new', item.photos[0]?.sha256 ?? '')).toBeDefined()
    expect(await readPhoto(store, 'old', item.photos[0]?.sha256 ?? '')).toBeUndefined()
  })
})

describe('a report that another tab has handed over already', () => {
  it('goes into the queue beside it, under an id of its own, each with its photos', async () => {
    const item = await keptReport('a')
    await enqueueItem(store, { ...item, state: 'queued', category: 'LL2-01' })
    const [near] = item.photos
    const second = await enqueueItem(store, { ...item, state: 'queued', category: 'LL3-01', photos: item.photos.slice(0, 1) })
    expect(second.id).not.toBe('a')
    const queued = (await itemsOf(store, 'wang')).map((one) => one.kind === 'report' ? [one.id, one.category, one.photos.length, one.order] : [])
    expect(queued).toEqual([['a', 'LL2-01', 2, 1], [second.id, 'LL3-01', 1, 2]])
    for (const [id, photo] of [['a', near], ['a', item.photos[1]], [second.id, near]] as const) expect(await readPhoto(store, id, photo?.sha256 ?? '')).toBeDefined()
  })

  it('is not called saved where the photo has gone to the server with the other', async () => {
    const item = await keptReport('a')
    const first = await enqueueItem(store, { ...item, state: 'queued' })
    await finishItem(store, { ...first, state: 'sent' })
    await expect(enqueueItem(store, { ...item, state: 'queued' })).rejects.toBeInstanceOf(NotKept)
    expect((await itemsOf(store, 'wang')).map((one) => [one.id, one.state])).toEqual([['a', 'sent']])
  })
})
