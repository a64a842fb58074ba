import { describe, expect, it } from 'vitest'
import { aDetail } from '../cases/a-case'
import { folded, marksOf } from '@/evidence/watermark'

const photo = { sha256: 'ab12cd34ef56' + '0'.repeat(52), role: 'near', taken_at: '2023-03-02T00:20:00Z', version: 1, by: '李巡', by_number: 'inspector', doubts: [] as never[], location: null, off_m: null } as const

describe('a watermark', () => {
  it('says case and matter, time and area, place with its accuracy, person and number, short hash', () => {
    expect(marksOf(aDetail(), photo)).toEqual([
      '20230302-0001 · 店外经营', '2023-03-02 08:20:00 · 历山街道', '118.160000, 36.180000 ±12 米', '李巡（inspector） · ab12cd34ef56',
    ])
  })

  it('calls the place the case’s where the photo came later and does not say where it was taken', () => {
    expect(marksOf(aDetail(), { ...photo, role: 'after', version: 5 })[2]).toBe('案件地点 118.160000, 36.180000 ±12 米')
  })

  it.each([1, 5])('names the photo’s own place where it says so, in version %i', (version) => {
    const location = { lon: 118.1612, lat: 36.1802, accuracy_m: 6.4, fixed_at: null, source: 'gps' } as const
    expect(marksOf(aDetail(), { ...photo, version, location, off_m: 110 })[2]).toBe('118.161200, 36.180200 ±6 米')
  })

  it('reads a case that an older version of the page kept on the phone', () => {
    const older = Object.fromEntries(Object.entries(photo).filter(([name]) => name !== 'location' && name !== 'off_m'))
    expect(marksOf(aDetail(), older as typeof photo)[2]).toBe('118.160000, 36.180000 ±12 米')
  })

  it('without a shutter time takes the report’s, without an area or accuracy says what is known', () => {
    const detail = aDetail({ area: null, location: { lon: 118.16, lat: 36.18, accuracy_m: null } })
    const lines = marksOf(detail, { ...photo, taken_at: null, by_number: '' })

    expect(lines.slice(1)).toEqual(['2023-03-02 08:30:00', '118.160000, 36.180000 精度未知', '李巡 · ab12cd34ef56'])
  })

  it('is folded where it is wider than the picture and loses no letter', () => {
    const rows = folded(['案件20230302', '短'], 5, (text) => text.length)

    expect(rows).toEqual(['案件202', '30302', '短'])
    expect(folded(['宽'], 0, (text) => text.length)).toEqual(['宽'])
  })
})
