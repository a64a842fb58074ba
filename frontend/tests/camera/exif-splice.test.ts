import { describe, expect, it } from 'vitest'
import { exifSegment, standUpright, withExifOf } from '@/camera/exif-splice'

const bytes = (...parts: (number | string)[]): ArrayBuffer =>
  Uint8Array.from(parts.flatMap((part) => typeof part === 'number' ? [part] : Array.from(part, (one) => one.charCodeAt(0)))).buffer
const hex = (buffer: ArrayBuffer): string => Buffer.from(buffer).toString('hex')

const jfif = [0xff, 0xe0, 0, 4, 1, 2] as const
const exif = [0xff, 0xe1, 0, 10, 'Exif\0\0', 7, 8] as const
const xmp = [0xff, 0xe1, 0, 6, 'http'] as const
const scan = [0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9] as const
const camera = bytes(0xff, 0xd8, ...exif, ...scan)
const small = bytes(0xff, 0xd8, ...jfif, ...scan)

describe('a smaller copy', () => {
  it('carries the EXIF of the original right after its start', () => {
    expect(hex(withExifOf(camera, small))).toBe(hex(bytes(0xff, 0xd8, ...exif, ...jfif, ...scan)))
  })
  it.each([
    ['without EXIF', bytes(0xff, 0xd8, ...jfif, ...scan)],
    ['with only XMP in APP1', bytes(0xff, 0xd8, ...xmp, ...scan)],
    ['cut off inside its EXIF', camera.slice(0, 9)],
    ['with EXIF after the scan began', bytes(0xff, 0xd8, ...scan, ...exif)],
    ['that is a PNG', bytes(0x89, 'PNG\r\n', 0x1a, '\n')],
    ['of nothing', new ArrayBuffer(0)],
  ])('of one %s stays as it is', (_name, original) => { expect(withExifOf(original, small)).toBe(small) })
  it('finds EXIF behind other segments', () => {
    expect(exifSegment(bytes(0xff, 0xd8, ...jfif, ...xmp, ...exif, ...scan))).toEqual({ from: 16, to: 28 })
  })
})

describe('the EXIF of a copy that was drawn upright', () => {
  const entry = (tag: number[], value: number[]) => [...tag, 0, 3, 0, 0, 0, 1, ...value, 0, 0] as const
  it('says so, in the byte order it has, and nothing else is changed', () => {
    const big = (value: number) => [0xff, 0xe1, 0, 42, 'Exif\0\0', 'MM', 0, 42, 0, 0, 0, 8, 0, 2, ...entry([1, 0], [0, 6]), ...entry([1, 0x12], [0, value])] as const
    const segment = new Uint8Array(bytes(...big(6)))
    standUpright(segment)
    expect(hex(segment.slice().buffer)).toBe(hex(bytes(...big(1))))
    const little = new Uint8Array(bytes(0xff, 0xe1, 0, 30, 'Exif\0\0', 'II', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0))
    standUpright(little)
    expect([...little.slice(-4)]).toEqual([1, 0, 0, 0])
  })
  it.each([['cut off', [0xff, 0xe1, 0, 10, 'Exif\0\0', 7, 8]], ['pointing past its end', [0xff, 0xe1, 0, 16, 'Exif\0\0', 'MM', 0, 42, 9, 9, 9, 9]]] as const)(
    '%s is left alone', (_name, parts) => {
      const segment = new Uint8Array(bytes(...parts))
      standUpright(segment)
      expect(hex(segment.slice().buffer)).toBe(hex(bytes(...parts)))
    })
})
