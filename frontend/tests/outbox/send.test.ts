import { beforeEach, describe, expect, it } from 'vitest'
import { wangsPhotos, wangsReport, wangsStep } from './a-report'
import { Server } from './a-server'
import { Problem } from '@/core/problem'
import { plain, type QueueItem, type Item, type StepItem } from '@/outbox/item'
import { PhotoProblem, send, sendStep, type Sending } from '@/outbox/send'

let server: Server
let item: Item
let step: StepItem
let bytes: Map<string, ArrayBuffer>
/** What was written down of an item, each time before the next thing was sent. */
let notes: QueueItem[]

const sending = (subject: QueueItem): Sending => ({
  transport: server.transport,
  bytesOf: (sha256) => Promise.resolve(bytes.get(sha256)),
  note: () => { notes.push(plain(subject)); return Promise.resolve() },
  progress: () => undefined,
})
const go = () => send(item, sending(item))
const kinds = () => server.said.map((line) => line.split(' ')[0])

beforeEach(async () => {
  server = new Server()
  item = await wangsReport()
  step = await wangsStep()
  bytes = new Map([...await wangsPhotos()])
  notes = []
})

describe('Wang sends a report', () => {
  it('photo by photo, then the case', async () => {
    const receipt = await go()
    expect(kinds()).toEqual(['photo', 'photo', 'case'])
    expect(receipt.id).toBe(item.id)
    expect(item.photos.map((photo) => photo.state)).toEqual(['sent', 'sent'])
  })

  it('again after the connection broke at the second photo: the first is not sent twice, the second goes on', async () => {
    server.failures.photo = []
    const put = server.transport.putPhoto
    let calls = 0
    server.transport.putPhoto = (...args) => {
      if (++calls === 2) server.breaksAt = [2]
      return put(...args)
    }
    await expect(go()).rejects.toMatchObject({ status: 0, sha256: item.photos[1]?.sha256 })
    expect(item.photos.map((photo) => photo.state)).toEqual(['sent', 'kept'])
    await go()
    expect(kinds()).toEqual(['photo', 'photo', 'ask', 'more', 'case'])
    expect(server.bytes).toBe('near'.length + 'far'.length)
    expect(server.cases.size).toBe(1)
  })

  it('again after a photo had arrived and its answer was lost: it is not sent once more', async () => {
    server.losesAnswers.photo = 1
    await expect(go()).rejects.toMatchObject({ status: 0 })
    await go()
    expect(kinds()).toEqual(['photo', 'ask', 'photo', 'case'])
  })

  it('again after the case’s answer was lost: still one case', async () => {
    server.losesAnswers.case = 1
    await expect(go()).rejects.toMatchObject({ status: 0 })
    await go()
    expect(server.cases.size).toBe(1)
  })

  it('having written down, before the case leaves, that the server may have it from now on', async () => {
    server.failures.case = [new Problem(0)]
    await expect(go()).rejects.toBeDefined()
    expect(notes.at(-1)?.uncertain).toBe(true)
    expect(notes.filter((note) => note.uncertain)).toHaveLength(1)
  })

  it('to a server that lost a photo: it is sent once more by itself', async () => {
    item.photos.forEach((photo) => { photo.state = 'sent' }) // so the phone believes
    server.photos.add(item.photos[0]?.sha256 ?? '')
    await go()
    expect(kinds()).toEqual(['case', 'ask', 'photo', 'case'])
  })

  it('and keeps it when photos are missing even then', async () => {
    server.failures.case = [new Problem(424, {}), new Problem(424, {})]
    await expect(go()).rejects.toMatchObject({ status: 424 })
  })

  it('and does not let go on a receipt that leaves out a photo', async () => {
    server.unlisted.add(item.photos[0]?.sha256 ?? '')
    await expect(go()).rejects.toMatchObject({ kind: 'receipt-incomplete' })
  })

  it('and does not let go on the receipt of another report', async () => {
    const put = server.transport.putCase
    server.transport.putCase = async (id, report) => ({ ...await put(id, report), id: 'another' })
    await expect(go()).rejects.toMatchObject({ kind: 'receipt-incomplete' })
  })

  it('and is told which photo can no longer be read', async () => {
    bytes.delete(item.photos[0]?.sha256 ?? '')
    const failure: unknown = await go().catch((thrown: unknown) => thrown)
    expect(failure).toBeInstanceOf(PhotoProblem)
    expect(failure).toMatchObject({ kind: 'photo-lost', sha256: item.photos[0]?.sha256 })
    expect(server.said).toEqual([])
  })

  it('in the words it had when it was handed over, whatever the app makes of it today', async () => {
    item.said = { category: 'LL2-01', location: { lon: 118, lat: 36 }, photos: item.photos.map(({ sha256, role }) => ({ sha256, role })), description: ' as it was ' }
    await go()
    expect(JSON.parse(server.cases.get(item.id) ?? '')).toEqual(item.said)
  })
})

describe('a photo on a bad line', () => {
  it.each([
    ['other bytes are there than ours', new Uint8Array([1, 2])],
    ['more is there than the photo has', new Uint8Array(99)],
  ])('begins anew where %s', async (_name, there) => {
    server.parts.set(item.photos[0]?.sha256 ?? '', there)
    Object.assign(item.photos[0] ?? {}, { begun: true })
    await go()
    expect(server.cases.size).toBe(1)
  })

  it('does not turn in circles with a server that never gets on', async () => {
    Object.assign(item.photos[0] ?? {}, { begun: true })
    server.transport.askPhoto = () => Promise.resolve({ offset: 2, complete: false })
    server.transport.patchPhoto = (_sha, _bytes, offset) => Promise.resolve({ offset, complete: false })
    await go()
    expect(server.cases.size).toBe(1)
  })

  it('goes on from where another attempt of ours has got to meanwhile', async () => {
    const [first] = item.photos
    const whole = new Uint8Array(bytes.get(first?.sha256 ?? '') ?? new ArrayBuffer())
    server.parts.set(first?.sha256 ?? '', whole.slice(0, 1))
    Object.assign(first ?? {}, { begun: true })
    const more = server.transport.patchPhoto
    server.transport.patchPhoto = (...args) => {
      server.parts.set(first?.sha256 ?? '', whole.slice(0, 2))
      server.transport.patchPhoto = more
      return more(...args)
    }
    await go()
    expect(server.said.filter((line) => line.startsWith('more'))).toHaveLength(2)
    expect(server.cases.size).toBe(1)
  })
})

describe('a step', () => {
  it('brings its photos first, then is done once however often it is sent', async () => {
    server.losesAnswers.step = 2
    for (let turn = 0; turn < 2; turn++) await expect(sendStep(step, sending(step))).rejects.toMatchObject({ status: 0 })
    const { reached } = await sendStep(step, sending(step))
    expect(reached).toBe(2)
    expect(server.steps.size).toBe(1)
    expect(kinds()).toEqual(['photo', 'feedback', 'feedback', 'feedback'])
  })

  it.each([
    ['an answer about another case', { id: 'another' }],
    ['an answer without the after-photo', { photos: [] }],
  ])('is not let go on %s', async (_name, changes) => {
    const post = server.transport.postStep
    server.transport.postStep = async (...args) => {
      const { detail, reached } = await post(...args)
      return { detail: { ...detail, ...changes }, reached }
    }
    await expect(sendStep(step, sending(step))).rejects.toMatchObject({ kind: 'receipt-incomplete' })
  })

  it('is not let go on an answer that does not show the case gone on', async () => {
    const post = server.transport.postStep
    server.transport.postStep = async (...args) => ({ ...await post(...args), reached: step.version })
    await expect(sendStep(step, sending(step))).rejects.toMatchObject({ kind: 'receipt-incomplete' })
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
    expect(kinds()).not.toContain('case')
  })
})
