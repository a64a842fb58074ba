import { describe, expect, it } from 'vitest'
import { canonical, ofReport, ofStep } from '@/seal/statement'

const place = { lon: 118.1602, lat: 36.1861, accuracy_m: 8, fixed_at: '2026-11-23T01:00:00.000Z', source: 'gps' } as const
const near = { sha256: 'a'.repeat(64), role: 'near', taken_at: '2026-11-23T01:00:01.000Z' } as const

describe('what is signed', () => {
  it('is the same text however the members were put in', () => {
    expect(canonical({ b: 1, a: [{ d: null, c: '路' }] })).toBe(canonical({ a: [{ c: '路', d: null }], b: 1 }))
    expect(canonical({ b: 1.5, a: true, c: undefined })).toBe('{"a":true,"b":1.5}')
  })

  it('names photos with roles and shutter times, the fix and the type, and nothing the phone keeps to itself', () => {
    const kept = { ...near, state: 'kept', bytes: 7, type: 'image/jpeg' }
    const statement = ofReport('id-1', { category: 'LL2-02', photos: [kept], location: place }, new Date('2026-11-23T01:00:02Z'))

    expect(statement).toEqual({
      v: 1, about: 'report', case: 'id-1', category: 'LL2-02', location: place, photos: [near], signed_at: '2026-11-23T01:00:02.000Z',
    })
  })

  it('says where each photo was taken, if the phone knows', () => {
    const photos = [{ ...near, location: place }, near]
    expect(ofStep('id-1', 'feedback', photos, new Date(0)).photos).toEqual([{ ...near, location: place }, near])
  })

  it('of a step names the operation', () => {
    expect(ofStep('id-1', 'feedback', [{ ...near, role: 'after' }], new Date(0)).about).toBe('feedback')
  })
})
