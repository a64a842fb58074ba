/// <reference lib="webworker" />
import { greyCopy, isBlank, perceptualHash } from './lookalike'

declare const self: DedicatedWorkerGlobalScope

/** What the server examines: no edge longer than this many pixels (app/photos/pipeline.py). */
const longest = 320

/** Bytes of a photo in, its look out: 16 hexadecimal digits, null where it shows nothing or cannot be decoded. */
self.onmessage = async ({ data }: MessageEvent<{ id: number; bytes: ArrayBuffer }>) => {
  self.postMessage({ id: data.id, look: await lookOf(data.bytes).catch(() => null) })
}

async function lookOf(bytes: ArrayBuffer): Promise<string | null> {
  const whole = await createImageBitmap(new Blob([bytes]))
  const shrink = Math.min(1, longest / Math.max(whole.width, whole.height))
  const width = Math.max(1, Math.round(whole.width * shrink))
  const height = Math.max(1, Math.round(whole.height * shrink))
  const canvas = new OffscreenCanvas(width, height)
  const ink = canvas.getContext('2d', { willReadFrequently: true })
  if (ink === null) return null
  ink.imageSmoothingQuality = 'high'
  ink.drawImage(whole, 0, 0, width, height)
  whole.close()
  const grey = greyCopy(ink.getImageData(0, 0, width, height).data, width, height)
  return isBlank(grey) ? null : perceptualHash(grey)
}
