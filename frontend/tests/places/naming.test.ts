import { describe, expect, it } from 'vitest'
import { placeInWords, type KnownPlace } from '@/places/naming'

const metre = 1 / 111_195 // of latitude, degrees
const gate = { lon: 118.1602, lat: 36.1861 }
const from = (north: number, east: number) => ({ lat: gate.lat + north * metre, lon: gate.lon + (east * metre) / Math.cos((gate.lat * Math.PI) / 180) })
const spot = (name: string, north: number, east: number): KnownPlace => ({ name, kind: 'spot', ...from(north, east) })
const centre = (name: string, north: number, east: number): KnownPlace => ({ name, kind: 'centre', ...from(north, east) })

describe('where a report is, in words', () => {
  it.each([
    ['at a named spot', [spot('菜市场东门', 3, 3)], null, '菜市场东门'],
    ['west of a named crossing', [spot('鲁山路与历山路交叉口', 0, 21)], null, '鲁山路与历山路交叉口向西约 20 米'],
    ['north-east of one', [spot('健康路口', -100, -100)], null, '健康路口向东北约 140 米'],
    ['by the nearest of several', [spot('甲', 0, 200), spot('乙', -50, 0)], null, '乙向北约 50 米'],
    ['by its area where no spot is in sight', [spot('甲', 301, 0), centre('南麻街道', 1200, 0)], '南麻街道', '南麻街道中心（估算）向南约 1.2 公里'],
    ['with the town before the village', [centre('东关村', 0, 400)], '历山街道', '历山街道，东关村中心（估算）向西约 400 米'],
    ['by the area alone', [], '历山街道', '历山街道'],
  ] as const)('%s', (_name, known, area, words) => { expect(placeInWords(gate, known, area)).toBe(words) })
  it('is not made up where the phone knows no name', () => { expect(placeInWords(gate, [], null)).toBeNull() })
})
