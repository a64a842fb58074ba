import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Pack, PackRules } from '@/pack/shapes'
import { forgetPacks, keepPack, keepThumbs, openPacks, packOf, thumbOf, type KeptPack, type PackStore } from '@/pack/store'

let store: PackStore
let sitting = 0
const alices: KeptPack = { owner: 'alice', at: 1, etag: '"a"', pack: { tasks: [] } as unknown as Pack, rules: { version: 3 } as PackRules }
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer
const fetched: string[] = []
const fetchOne = (sha256: string): Promise<ArrayBuffer> => { fetched.push(sha256); return Promise.resolve(bytes(sha256)) }

beforeEach(async () => {
  store = await openPacks(`pack ${++sitting}`)
  fetched.length = 0
})

describe('what a phone keeps for when there is no signal', () => {
  it('is there for the same person the next day', async () => {
    await keepPack(store, alices)
    expect(await packOf(store, 'alice')).toEqual(alices)
  })

  it('is not shown to the next who signs in, nor left lying about, pictures and all', async () => {
    await keepPack(store, alices)
    await keepThumbs(store, ['aa'], fetchOne)
    expect(await packOf(store, 'bob')).toBeNull()
    expect(await packOf(store, 'alice')).toBeNull()
    expect(await thumbOf(store, 'aa')).toBeUndefined()
  })

  it('is gone after signing out', async () => {
    await keepPack(store, alices)
    await forgetPacks(store)
    expect(await packOf(store, 'alice')).toBeNull()
  })

  it('fetches a picture once and lets go of those no longer wanted', async () => {
    await keepThumbs(store, ['aa', 'bb'], fetchOne)
    await keepThumbs(store, ['bb', 'cc'], fetchOne)
    expect(fetched).toEqual(['aa', 'bb', 'cc'])
    expect(await thumbOf(store, 'aa')).toBeUndefined()
    expect(await thumbOf(store, 'cc')).toEqual(bytes('cc'))
  })

  it('keeps what had come when the signal went', async () => {
    const cut = (sha256: string): Promise<ArrayBuffer> => sha256 === 'bb' ? Promise.reject(new TypeError('no signal')) : fetchOne(sha256)
    await expect(keepThumbs(store, ['aa', 'bb', 'cc'], cut)).rejects.toThrow('no signal')
    expect(await thumbOf(store, 'aa')).toEqual(bytes('aa'))
  })
})
