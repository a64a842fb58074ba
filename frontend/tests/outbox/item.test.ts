import { describe, expect, it } from 'vitest'
import { receiptFor, wangsReport } from './a-report'
import { isComplete, reportOf, unlisted } from '@/outbox/item'

describe('what is sent for a report', () => {
  it('names the photos by hash, with role and time, and the place as it was fixed', async () => {
    const item = await wangsReport()
    expect(reportOf(item)).toMatchObject({
      category: 'LL2-01', location: { lon: 118.1602, lat: 36.1861, source: 'gps' }, taken_at: '2023-03-02T01:05:00.000Z',
      photos: [{ role: 'near', sha256: item.photos[0]?.sha256 }, { role: 'far', sha256: item.photos[1]?.sha256 }],
    })
  })

  it('says where each photo was taken, but for those from the album and those without a fix', async () => {
    const item = await wangsReport()
    const fix = { lon: 118.1603, lat: 36.1862, accuracy_m: 5, fixed_at: '2023-03-02T01:04:59.000Z', source: 'gps' } as const
    item.photos = item.photos.flatMap((photo) => [{ ...photo, fix }, { ...photo, fix, chosen: true }, { ...photo, fix: null }]).slice(0, 3)
    expect(reportOf(item).photos.map((photo) => photo.location)).toEqual([fix, undefined, undefined])
  })

  it('is the same every time, whatever happened to the sending', async () => {
    const item = await wangsReport()
    const first = JSON.stringify(reportOf(item))
    item.state = 'stuck'
    item.problem = { status: 500, kind: '', detail: null, retryAfter: null, photo: null }
    item.photos.forEach((photo) => { photo.state = 'sent' })
    expect(JSON.stringify(reportOf(item))).toBe(first)
  })

  it.each(['category', 'location', 'photos'] as const)('is not complete without its %s', async (part) => {
    const item = await wangsReport()
    expect(isComplete(item)).toBe(true)
    const without = { ...item, [part]: part === 'photos' ? [] : null }
    expect(isComplete(without)).toBe(false)
    expect(() => reportOf(without)).toThrow()
  })
})

describe('a receipt lets the phone let go', () => {
  it('when it lists every hash, in any order', async () => {
    const item = await wangsReport()
    expect(unlisted(item, receiptFor(item, item.photos.map((photo) => photo.sha256).reverse()).photos)).toEqual([])
  })
  it('not when one is left out', async () => {
    const item = await wangsReport()
    const [near, far] = item.photos.map((photo) => photo.sha256)
    expect(unlisted(item, receiptFor(item, [near ?? '']).photos)).toEqual([far])
  })
})
