/**
 * Draws the app's icons into public/icons: a place mark with a tick on the accent colour.
 * The picture is given once as distances (negative inside), in a unit square, y downwards.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { deflateSync, crc32 } from 'node:zlib'

const accent = [14, 90, 107]
const white = [255, 255, 255]

const hypot = Math.hypot
const segment = (x, y, ax, ay, bx, by) => {
  const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
  return hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
}
const tile = (radius) => (x, y) => {
  const qx = Math.abs(x - 0.5) - 0.5 + radius
  const qy = Math.abs(y - 0.5) - 0.5 + radius
  return hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - radius
}
/** A circle drawn down to a point: the hull of two circles of radii r (top) and 0 (tip). */
const mark = (x, y) => {
  const [cy, r, tip] = [0.42, 0.24, 0.82]
  const h = tip - cy
  const [px, py] = [Math.abs(x - 0.5), y - cy]
  const b = r / h
  const a = Math.sqrt(1 - b * b)
  const k = px * -b + py * a
  if (k < 0) return hypot(px, py) - r
  if (k > a * h) return hypot(px, py - h)
  return px * a + py * b - r
}
const tick = (x, y) => Math.min(segment(x, y, 0.4, 0.43, 0.47, 0.5), segment(x, y, 0.47, 0.5, 0.61, 0.35)) - 0.032

const cover = (distance, pixel) => Math.min(1, Math.max(0, 0.5 - distance / pixel))
const blend = (below, above, share) => below.map((value, i) => value + (above[i] - value) * share)

function pixelAt(x, y, pixel, radius, scale) {
  const u = (x - 0.5) / scale + 0.5
  const v = (y - 0.5) / scale + 0.5
  let colour = blend(accent, white, cover(mark(u, v) * scale, pixel))
  colour = blend(colour, accent, cover(tick(u, v) * scale, pixel))
  return [...colour, 255 * (radius === null ? 1 : cover(tile(radius)(x, y), pixel))]
}

function png(size, radius, scale) {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const colour = pixelAt((column + 0.5) / size, (row + 0.5) / size, 1 / size, radius, scale)
      colour.forEach((value, i) => { rows[row * (size * 4 + 1) + 1 + column * 4 + i] = Math.round(value) })
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="22" fill="#0e5a6b"/><path d="M50 82 30.8 56.4A24 24 0 1 1 69.2 56.4Z" fill="#fff"/><path d="m40 43 7 7 14-15" fill="none" stroke="#0e5a6b" stroke-width="6.4" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`

const folder = new URL('../public/icons/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('icon.svg', folder), svg)
writeFileSync(new URL('icon-192.png', folder), png(192, 0.22, 1))
writeFileSync(new URL('icon-512.png', folder), png(512, 0.22, 1))
writeFileSync(new URL('icon-180.png', folder), png(180, null, 1))
writeFileSync(new URL('icon-maskable-512.png', folder), png(512, null, 0.8))
