import { describe, expect, it } from 'vitest'
import { objectionTo, shotFrom } from '@/report/album'
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
