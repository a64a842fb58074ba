import { describe, expect, it } from 'vitest'
import { largest, objectionTo, shotFrom, takenFrom } from '@/report/album'
import { reportWords } from '@/words/report'

describe('a file chosen from the album', () => {
  it.each([
    ['a JPEG', { name: 'a.jpg', type: 'image/jpeg', size: 9 }, null],
    ['a HEIC that the phone has no type for', { name: 'IMG_1.HEIC', type: '', size: 9 }, null],
    ['a text', { name: 'a.txt', type: 'text/plain', size: 9 }, reportWords.notPhoto],
    ['a film', { name: 'a.mp4', type: 'video/mp4', size: 9 }, reportWords.notPhoto],
    ['an empty photo', { name: 'a.jpg', type: 'image/jpeg', size: 0 }, reportWords.emptyPhoto],
  ])('%s', (_name, file, objection) => { expect(objectionTo(file)).toBe(objection) })

  it('keeps its bytes and its own time', async () => {
    const file = new File(['pixels'], 'a.jpg', { type: 'image/jpeg', lastModified: Date.parse('2023-03-02T01:00:00Z') })
    const shot = await shotFrom(file, 'far', new Date('2023-03-02T02:00:00Z'))
    expect(new TextDecoder().decode(await shot.bytes)).toBe('pixels')
    expect(shot).toMatchObject({ role: 'far', takenAt: new Date('2023-03-02T01:00:00Z') })
  })

  it('cannot have been taken in the future', async () => {
    const file = new File(['pixels'], 'a.jpg', { lastModified: Date.parse('2030-01-01T00:00:00Z') })
    const now = new Date('2023-03-02T02:00:00Z')
    expect((await shotFrom(file, 'near', now)).takenAt).toEqual(now)
  })
})

describe('a file is looked into before it is kept', () => {
  const now = new Date('2023-03-02T02:00:00Z')
  const chosen = (bytes: BlobPart, name = 'a.jpg') => takenFrom(new File([bytes], name, { type: 'image/jpeg' }), 'after', now, (kept) => Promise.resolve(kept))

  it.each([
    ['a PDF that calls itself a photo', '%PDF-1.7 …', reportWords.notPhoto],
    ['an archive that calls itself a photo', 'PK\u0003\u0004…', reportWords.notPhoto],
    ['nothing at all', '', reportWords.emptyPhoto],
    ['more than the server takes', new Uint8Array(largest + 1), reportWords.tooLarge],
  ])('%s is said at once', async (_name, bytes, objection) => { expect(await chosen(bytes)).toEqual({ objection }) })

  it('a photo is taken as it is', async () => {
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
    const taken = await chosen(jpeg)
    expect('shot' in taken && new Uint8Array(taken.shot.bytes)).toEqual(jpeg)
  })

  it('one that is too large is taken where the person saves data and it comes out smaller', async () => {
    const large = new File([new Uint8Array(largest + 1)], 'a.jpg', { type: 'image/jpeg' })
    expect(await takenFrom(large, 'after', now, () => Promise.resolve(new ArrayBuffer(9)))).toHaveProperty('shot')
  })

  it('one that cannot be read (it lies in a cloud) is said too', async () => {
    const away = Object.assign(new File(['pixels'], 'a.jpg', { type: 'image/jpeg' }), { arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) })
    expect(await takenFrom(away, 'after', now, (kept) => Promise.resolve(kept))).toEqual({ objection: reportWords.unreadable })
  })
})
