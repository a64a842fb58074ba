import { toneNames, type Ink, type ToneName } from './base/ink'
import { toneOf } from '@/ui/tones'

/** Icons are drawn at twice their size, in the colours of the looks now shown. */
export const pinRatio = 2
const share = 8 // a cluster's ring is cut into this many parts, so that few images serve all clusters

export interface PinLook { tone: ToneName; late: boolean; urgent: boolean }
export interface RingLook { size: number; parts: number[] }

/** `pin:waiting:late:urgent`, with nothing after a colon for what it is not */
export function pinLook(id: string): PinLook | null {
  const [kind, tone, late, urgent] = id.split(':')
  const known = toneNames.find((one) => one === tone)
  return kind === 'pin' && known !== undefined ? { tone: known, late: late === 'late', urgent: urgent === 'urgent' } : null
}

/** `ring:<diameter in pixels>:<eighths of each tone, joined by ->` */
export function ringLook(id: string): RingLook | null {
  const [kind, size, parts] = id.split(':')
  if (kind !== 'ring' || parts === undefined) return null
  return { size: Number(size), parts: parts.split('-').map(Number) }
}
export const ringShare = share

/** The picture an icon's name asks for, or null for a name that is not ours. */
export function drawIcon(id: string, ink: Ink): ImageData | null {
  const pin = pinLook(id)
  if (pin !== null) return onCanvas(32, (pen) => { drawPin(pen, pin, ink) })
  const ring = ringLook(id)
  return ring === null ? null : onCanvas(ring.size + 8, (pen) => { drawRing(pen, ring, ink) })
}

function onCanvas(size: number, draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * pinRatio
  const pen = canvas.getContext('2d', { willReadFrequently: true }) // drawn in memory: reading back from the graphics chip takes long
  if (pen === null) return new ImageData(1, 1)
  pen.scale(pinRatio, pinRatio)
  pen.translate(size / 2, size / 2)
  draw(pen)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

function disc(pen: CanvasRenderingContext2D, radius: number, colour: string): void {
  pen.beginPath()
  pen.arc(0, 0, radius, 0, 2 * Math.PI)
  pen.fillStyle = colour
  pen.fill()
}

/** A disc in the tone's colour with the tone's shape; late ones wear a red ring, urgent ones a badge. */
function drawPin(pen: CanvasRenderingContext2D, { tone, late, urgent }: PinLook, ink: Ink): void {
  disc(pen, late ? 14.5 : 12, ink.surface)
  if (late) disc(pen, 13.5, ink.alert)
  disc(pen, late ? 11.5 : 11, ink.surface)
  disc(pen, late ? 10 : 10.5, ink.tones[tone] ?? ink.inkSoft)
  pen.save()
  pen.scale(1.15, 1.15)
  pen.translate(-5, -5)
  pen.fillStyle = ink.surface
  pen.fill(new Path2D(toneOf(tone).shape))
  pen.restore()
  if (urgent) drawBadge(pen, ink)
}

function drawBadge(pen: CanvasRenderingContext2D, ink: Ink): void {
  pen.translate(9.5, -9.5)
  disc(pen, 6, ink.surface)
  disc(pen, 5, ink.alert)
  pen.fillStyle = ink.surface
  pen.fillRect(-0.9, -3.2, 1.8, 3.8)
  pen.fillRect(-0.9, 1.5, 1.8, 1.8)
}

/** A ring shared out by tone around room for the count. */
function drawRing(pen: CanvasRenderingContext2D, { size, parts }: RingLook, ink: Ink): void {
  const radius = size / 2
  const total = parts.reduce((sum, part) => sum + part, 0)
  disc(pen, radius, ink.surface)
  let from = 0
  parts.forEach((part, index) => {
    const to = from + part / Math.max(1, total)
    const tone = toneNames[index]
    if (part > 0 && tone !== undefined) arc(pen, radius - 4, 6, from, to, ink.tones[tone] ?? ink.inkSoft)
    from = to
  })
}

/** Turns are counted clockwise from the top, 0 to 1. */
function arc(pen: CanvasRenderingContext2D, radius: number, width: number, from: number, to: number, colour: string): void {
  pen.beginPath()
  pen.arc(0, 0, radius, (from - 0.25) * 2 * Math.PI, (to - 0.25) * 2 * Math.PI)
  pen.lineWidth = width
  pen.strokeStyle = colour
  pen.stroke()
}
