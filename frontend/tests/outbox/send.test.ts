import { beforeEach, describe, expect, it } from 'vitest'
import { pixels, receiptFor, wangsReport } from './a-report'
import { Problem } from '@/core/problem'
import type { Receipt } from '@/core/shapes'
import type { Item } from '@/outbox/item'
import { PhotoProblem, send, type Sending } from '@/outbox/send'

/** A server that remembers what it has, refuses what is missing, and fails when told to. */
class Server {
  photos = new Set<string>()
  cases = new Map<string, string>()
  said: string[] = []
  /** Problems for the next calls of a kind, first in, first out. */
  failures: { photo: Problem[]; case: Problem[] } = { photo: [], case: [] }
  /** Loses the answer of the next case it files. */
  losesAnswer = false
  receipt: (item: Item) => Receipt = receiptFor

  sending(item: Item, bytes: Map<string, ArrayBuffer>): Sending {
    return {
      bytesOf: (sha256) => Promise.resolve(bytes.get(sha256)),
      onPhoto: () => undefined,
      transport: {
        putPhoto: (sha256) => {
          this.said.push(`photo ${sha256.slice(0, 6)}`)
          const failure = this.failures.photo.shift()
          if (failure !== undefined) return Promise.reject(failure)
          this.photos.add(sha256)
          return Promise.resolve()
        },
        putCase: (id, report) => {
          this.said.push('case')
          const failure = this.failures.case.shift()
          if (failure !== undefined) return Promise.reject(failure)
          const missing = report.photos.map((photo) => photo.sha256).filter((hash) => !this.photos.has(hash))
          if (missing.length > 0) return Promise.reject(new Problem(424, { type: 'x/photos-missing', missing }))
          const said = JSON.stringify(report)
          if (this.cases.has(id) && this.cases.get(id) !== said) return Promise.reject(new Problem(409, { type: 'x/case-differs' }))
          this.cases.set(id, said)
          if (this.losesAnswer) { this.losesAnswer = false; return Promise.reject(new Problem(0)) }
          return Promise.resolve(this.receipt(item))
        },
      },
    }
  }
}

let server: Server
let item: Item
let bytes: Map<string, ArrayBuffer>
const go = () => send(item, server.sending(item, bytes))

beforeEach(async () => {
  server = new Server()
  item = await wangsReport()
  bytes = new Map(item.photos.map((photo, at) => [photo.sha256, pixels(at === 0 ? 'near' : 'far')]))
})

describe('Wang sends a report', () => {
  it('photo by photo, then the case', async () => {
    const receipt = await go()
    expect(server.said.map((line) => line.split(' ')[0])).toEqual(['photo', 'photo', 'case'])
    expect(receipt.id).toBe(item.id)
    expect(item.photos.map((photo) => photo.state)).toEqual(['sent', 'sent'])
  })

  it('again after the connection broke at the second photo, without sending the first twice', async () => {
    server.failures.photo = [] // the first goes through
    const sending = server.sending(item, bytes)
    const put = sending.transport.putPhoto
    let calls = 0
    sending.transport.putPhoto = (...args) => ++calls === 2 ? Promise.reject(new Problem(0)) : put(...args)
    await expect(send(item, sending)).rejects.toMatchObject({ status: 0, sha256: item.photos[1]?.sha256 })
    expect(item.photos.map((photo) => photo.state)).toEqual(['sent', 'kept'])
    await go()
    expect(server.said.filter((line) => line.startsWith('photo'))).toHaveLength(2)
    expect(server.cases.size).toBe(1)
  })

  it('again after the answer was lost: still one case', async () => {
    server.losesAnswer = true
    await expect(go()).rejects.toMatchObject({ status: 0 })
    await go()
    expect(server.cases.size).toBe(1)
  })

  it('to a server that lost a photo: it is sent once more by itself', async () => {
    item.photos.forEach((photo) => { photo.state = 'sent' }) // so the phone believes
    server.photos.add(item.photos[0]?.sha256 ?? '')
    await go()
    expect(server.said).toEqual(['case', `photo ${item.photos[1]?.sha256.slice(0, 6) ?? ''}`, 'case'])
  })

  it('and keeps it when photos are missing even then', async () => {
    server.failures.case = [new Problem(424, {}), new Problem(424, {})]
    await expect(go()).rejects.toMatchObject({ status: 424 })
  })

  it('and does not let go on a receipt that leaves out a photo', async () => {
    server.receipt = (one) => receiptFor(one, [one.photos[0]?.sha256 ?? ''])
    await expect(go()).rejects.toMatchObject({ kind: 'receipt-incomplete' })
  })

  it('and is told which photo can no longer be read', async () => {
    bytes.delete(item.photos[0]?.sha256 ?? '')
    const failure: unknown = await go().catch((thrown: unknown) => thrown)
    expect(failure).toBeInstanceOf(PhotoProblem)
    expect(failure).toMatchObject({ kind: 'photo-lost', sha256: item.photos[0]?.sha256 })
    expect(server.said).toEqual([])
  })
})

describe('a photo the server will not have', () => {
  it.each([
    [413, 'too-large', 'refused'], [422, 'not-a-photo', 'refused'], [422, 'hash-differs', 'kept'],
    [429, 'too-many', 'kept'], [500, 'internal-error', 'kept'], [401, 'not-signed-in', 'kept'],
  ])('%i %s leaves it %s', async (status, kind, state) => {
    server.failures.photo = [new Problem(status, { type: `x/${kind}` })]
    await expect(go()).rejects.toMatchObject({ status, sha256: item.photos[0]?.sha256 })
    expect(item.photos[0]?.state).toBe(state)
    expect(server.said).not.toContain('case')
  })
})
