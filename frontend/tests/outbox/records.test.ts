import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import { pixels, photoOf } from './a-report'
import { recordVersion, reportOf, type Item, type KeptProblem } from '@/outbox/item'
import type { RecordOne } from '@/outbox/records'
import { itemsOf, openStore, Outdated, readPhoto } from '@/outbox/store'

const problem = (status: number, kind = ''): KeptProblem => ({ status, kind, detail: null, retryAfter: null, photo: null })

/** A report just as version 1 of the app left it on the phone. */
async function oldReport(id: string, state: RecordOne['state'], changes: Partial<RecordOne> = {}): Promise<RecordOne> {
  return {
    id, owner: 'wang', state, started_at: `2023-03-02T01:0${id}:00.000Z`, category: 'LL2-01',
    location: { lon: 118.1602, lat: 36.1861, accuracy_m: 8, fixed_at: '2023-03-02T01:04:58.000Z', source: 'gps' },
    description: ' 东门 ', answers: { occupies_road: true }, photos: [await photoOf(id)], problem: null, receipt: null, ...changes,
  }
}

async function phoneOfVersionOne(...records: RecordOne[]): Promise<string> {
  const name = crypto.randomUUID()
  const old = await openDB(name, 1, { upgrade(db) { db.createObjectStore('items', { keyPath: 'id' }); db.createObjectStore('photos') } })
  for (const record of records) {
    await old.put('items', record)
    for (const photo of record.photos) await old.put('photos', pixels(record.id), [record.id, photo.sha256])
  }
  old.close()
  return name
}

describe('the app is updated while things wait', () => {
  it.each([
    ['draft', null, 'draft', false], ['queued', null, 'queued', false], ['sending', null, 'queued', true],
    ['stuck', problem(0), 'stuck', true], ['stuck', problem(500, 'internal-error'), 'stuck', true],
    ['stuck', problem(422, 'invalid-input'), 'stuck', false], ['sent', null, 'sent', false],
  ] as const)('%s (%o) becomes %s', async (was, why, becomes, uncertain) => {
    const name = await phoneOfVersionOne(await oldReport('1', was, { problem: why }))
    const store = await openStore(name)
    const [item] = await itemsOf(store, 'wang')
    expect(item).toMatchObject({ id: '1', kind: 'report', record: recordVersion, state: becomes, uncertain })
    expect(new Uint8Array(await readPhoto(store, '1', item?.photos[0]?.sha256 ?? '') ?? new ArrayBuffer())).toEqual(new Uint8Array(pixels('1')))
    store.close()
  })

  it('keeps the order in which reports were begun, and gives later places to what comes then', async () => {
    const name = await phoneOfVersionOne(await oldReport('3', 'queued'), await oldReport('1', 'queued'), await oldReport('2', 'draft'))
    const store = await openStore(name)
    expect((await itemsOf(store, 'wang')).map((item) => item.id)).toEqual(['1', '3', '2'])
    expect(await store.get('facts', 'order')).toBe(3)
    store.close()
  })

  it('says the very same again of a report that was sent by version 1', async () => {
    const old = await oldReport('1', 'sending')
    old.photos = old.photos.map((photo) => ({ ...photo, fix: old.location })) // kept then, and not said
    const store = await openStore(await phoneOfVersionOne(old))
    const [item] = await itemsOf(store, 'wang')
    expect(reportOf(item as Item)).toEqual({
      category: 'LL2-01', location: old.location, taken_at: '2023-03-02T01:05:00.000Z', description: '东门',
      photos: [{ sha256: old.photos[0]?.sha256, role: 'near', taken_at: '2023-03-02T01:05:00.000Z' }], attributes: { occupies_road: true },
    })
    store.close()
  })

  it('and a page of the version before gives way, and says so instead of writing into the new store', async () => {
    const name = crypto.randomUUID()
    let closed = 0
    await openStore(name, () => { closed++ })
    const newer = await openDB(name, 99)
    expect(closed).toBe(1)
    await expect(openStore(name)).rejects.toBeInstanceOf(Outdated)
    newer.close()
  })
})
