/** JPEG markers (ITU-T T.81, B.1.1.3): the start of the image, of the scan, and APP1, where EXIF lies. */
const marker = { start: 0xffd8, scan: 0xffda, app1: 0xffe1 }
const exifName = 'Exif\0\0'

/** Where the EXIF segment of a JPEG lies, marker included; null where there is none or the bytes are no JPEG. */
export function exifSegment(jpeg: ArrayBuffer): { from: number; to: number } | null {
  const view = new DataView(jpeg)
  if (view.byteLength < 4 || view.getUint16(0) !== marker.start) return null
  for (let at = 2; at + 4 <= view.byteLength;) {
    const kind = view.getUint16(at)
    if (kind >> 8 !== 0xff || kind === marker.scan) return null
    const end = at + 2 + view.getUint16(at + 2) // the length counts itself and not the marker
    if (end > view.byteLength) return null
    if (kind === marker.app1 && nameAt(view, at + 4) === exifName) return { from: at, to: end }
    at = end
  }
  return null
}

function nameAt(view: DataView, at: number): string {
  if (at + exifName.length > view.byteLength) return ''
  return String.fromCharCode(...Array.from(exifName, (_, n) => view.getUint8(at + n)))
}

const orientation = 0x0112 // Exif 2.32, 4.6.4: a SHORT in the first directory
const upright = 1

/** Says in an EXIF segment that the pixels stand upright, where it says how they lie. Changes the segment. */
export function standUpright(segment: Uint8Array): void {
  const tiff = 4 + exifName.length
  if (segment.length < tiff + 8) return
  const view = new DataView(segment.buffer, segment.byteOffset + tiff, segment.length - tiff)
  const little = view.getUint16(0) === 0x4949
  const first = view.getUint32(4, little)
  if (first + 2 > view.byteLength) return
  const entries = view.getUint16(first, little)
  for (let at = first + 2; at + 12 <= view.byteLength && at < first + 2 + entries * 12; at += 12) {
    if (view.getUint16(at, little) === orientation) view.setUint16(at + 8, upright, little)
  }
}

/**
 * `small`, drawn upright, with the EXIF of `original` directly after its start, as cameras write it; `small` alone where
 * there is none. Only the orientation differs: the drawn pixels stand upright.
 */
export function withExifOf(original: ArrayBuffer, small: ArrayBuffer): ArrayBuffer {
  const exif = exifSegment(original)
  if (exif === null) return small
  const segment = new Uint8Array(original.slice(exif.from, exif.to))
  standUpright(segment)
  const whole = new Uint8Array(small.byteLength + segment.length)
  whole.set(new Uint8Array(small, 0, 2))
  whole.set(segment, 2)
  whole.set(new Uint8Array(small, 2), 2 + segment.length)
  return whole.buffer
}
