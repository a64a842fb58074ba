import { say } from '@/core/language'
import type { CaseDetail } from '@/core/shapes'
import type { Spot } from '@/places/distance'
import { evidenceWords as words } from '@/words/evidence'

type Marked = Pick<CaseDetail, 'number' | 'category' | 'area' | 'location' | 'reported_at'>
type MarkedPhoto = CaseDetail['photos'][number]

const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
})
/** "2026-11-23 09:00:01" in county time: evidence is read years later. */
const exactly = (iso: string): string => parts.format(new Date(iso))

/** "118.160200, 36.186100 ±8 米", WGS-84. */
function placeOf({ lon, lat, accuracy_m }: Spot & { accuracy_m?: number | null }): string {
  const wide = accuracy_m == null ? say(words.noAccuracy) : say(words.metres, { n: Math.round(accuracy_m) })
  return `${lon.toFixed(6)}, ${lat.toFixed(6)} ${wide}`
}

/** Where the photo was taken; of one that did not say the case's place, called so where the photo came after the report. */
function whereOf(item: Marked, photo: MarkedPhoto): string {
  if ('location' in photo && photo.location !== null) return placeOf(photo.location) // an older version of the page kept none
  const place = placeOf(item.location)
  return photo.version === 1 ? place : say(words.casePlace, { place })
}

/** A photo's watermark, line by line: case and matter; time and area; place with its accuracy; person and number, short hash. */
export function marksOf(item: Marked, photo: MarkedPhoto): string[] {
  return [
    `${item.number} · ${item.category.name}`,
    [exactly(photo.taken_at ?? item.reported_at), item.area?.name].filter(Boolean).join(' · '),
    whereOf(item, photo),
    [photo.by_number === '' ? photo.by : `${photo.by}（${photo.by_number}）`, photo.sha256.slice(0, 12)].join(' · '),
  ]
}

/** Lines broken where they are wider than `width`, character by character: the words are mostly Chinese. */
export function folded(lines: readonly string[], width: number, measure: (text: string) => number): string[] {
  return lines.flatMap((line) => {
    const rows = ['']
    for (const letter of line) {
      const row = rows[rows.length - 1] ?? ''
      if (row !== '' && measure(row + letter) > width) rows.push(letter)
      else rows[rows.length - 1] = row + letter
    }
    return rows
  })
}

/** Draws the lines on a dark band along the foot of the picture; `width` and `height` are the canvas's, in pixels. */
function stamp(context: CanvasRenderingContext2D, lines: readonly string[], width: number, height: number): void {
  const size = Math.max(14, Math.round(Math.min(width, height) / 32))
  context.font = `${size}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`
  const rows = folded(lines, width - 2 * size, (text) => context.measureText(text).width)
  const band = Math.round((rows.length * 1.4 + 0.8) * size)
  context.fillStyle = 'rgb(0 0 0 / 58%)'
  context.fillRect(0, height - band, width, band)
  context.fillStyle = '#fff'
  context.textBaseline = 'top'
  rows.forEach((row, at) => { context.fillText(row, size, height - band + Math.round((at * 1.4 + 0.6) * size)) })
}

/**
 * A copy of a picture with its watermark, as JPEG. The picture at `address` is a rendition: the original is never touched.
 * Rejects when it cannot be loaded or drawn.
 */
export async function markedCopy(address: string, lines: readonly string[]): Promise<Blob> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  const picture = await createImageBitmap(await answer.blob())
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height })
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.drawImage(picture, 0, 0)
  picture.close()
  stamp(context, lines, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => { if (blob === null) reject(new Error('no picture')); else resolve(blob) }, 'image/jpeg', 0.9)
  })
}

/** Hands a file to the browser to be saved. */
export function saveAs(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  setTimeout(() => { URL.revokeObjectURL(address) }, 60_000)
}
