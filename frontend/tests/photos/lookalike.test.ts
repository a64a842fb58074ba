/** The phone sees the same look as the server: looks.json comes from tests/pack/looking_alike.py. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bitsApart, greyCopy, isBlank, perceptualHash } from '@/photos/lookalike'

interface Look { of: string; width: number; height: number; rgb: string; grey: string; hash: string }
const looks = JSON.parse(readFileSync(new URL('looks.json', import.meta.url), 'utf8')) as Look[]
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
function rgbaOf({ rgb }: Look): Uint8Array {
  const three = bytes(rgb)
  return Uint8Array.from({ length: three.length / 3 * 4 }, (_, at) => at % 4 === 3 ? 255 : three[Math.floor(at / 4) * 3 + at % 4] ?? 0)
}

describe('the look of a photo', () => {
  it.each(looks)('$of has the grey copy of the server, to a level, and its hash within the tolerance', (look) => {
    const grey = greyCopy(rgbaOf(look), look.width, look.height)
    const wanted = bytes(look.grey)
    expect(Math.max(...grey.map((level, at) => Math.abs(level - (wanted[at] ?? 0))))).toBeLessThanOrEqual(1) // a tie may round the other way
    expect(bitsApart(perceptualHash(grey), look.hash)).toBeLessThanOrEqual(3)
  })

  it.each(looks)('$of has the very hash of the server from the same grey copy', (look) => {
    expect(perceptualHash(bytes(look.grey))).toBe(look.hash)
  })

  it('stays when the photo is a little darker, and differs for another', () => {
    const [first, second] = looks
    if (first === undefined || second === undefined) throw new Error('two pictures are needed')
    const darker = rgbaOf(first).map((value, at) => at % 4 === 3 ? value : Math.round(value * 0.9))
    expect(bitsApart(perceptualHash(greyCopy(darker, first.width, first.height)), first.hash)).toBeLessThanOrEqual(3)
    expect(bitsApart(first.hash, second.hash)).toBeGreaterThan(10)
  })

  it('counts differing bits', () => {
    expect(bitsApart('0000000000000000', 'ffffffffffffffff')).toBe(64)
    expect(bitsApart('00000000000000f0', '0000000000000070')).toBe(1)
  })

  it('knows a covered lens', () => {
    expect(isBlank(new Uint8Array(1024).fill(40))).toBe(true)
    expect(isBlank(Uint8Array.from({ length: 1024 }, (_, at) => at % 60))).toBe(false)
  })
})
