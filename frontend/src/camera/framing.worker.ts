/** Draws and encodes beside the page. One question, one answer, by key; `bytes` null: it could not be done. */
import { withExifOf } from './exif-splice'

export interface Asked { key: number; frame?: VideoFrame | ImageBitmap; bytes?: ArrayBuffer; type?: string }
export interface Answered { key: number; bytes: ArrayBuffer | null }

const longest = 2560 // pixels
const quality = { frame: 0.92, shrunk: 0.85 }

async function jpegOf(picture: VideoFrame | ImageBitmap, width: number, height: number, wanted: number): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(width, height)
  const brush = canvas.getContext('2d', { alpha: false })
  if (brush === null) throw new Error('No canvas')
  brush.imageSmoothingQuality = 'high'
  brush.drawImage(picture, 0, 0, width, height)
  picture.close()
  return (await canvas.convertToBlob({ type: 'image/jpeg', quality: wanted })).arrayBuffer()
}

/** Browsers turn the pixels as the EXIF says when they read them, so the copy stands upright and its EXIF is made to say so. */
async function shrunk(bytes: ArrayBuffer, type: string): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(new Blob([bytes], { type }))
  const scale = longest / Math.max(picture.width, picture.height)
  if (scale >= 1) { picture.close(); return bytes }
  const small = await jpegOf(picture, Math.round(picture.width * scale), Math.round(picture.height * scale), quality.shrunk)
  const whole = withExifOf(bytes, small)
  return whole.byteLength < bytes.byteLength ? whole : bytes
}

async function answer({ frame, bytes, type }: Asked): Promise<ArrayBuffer | null> {
  try {
    if (frame !== undefined) return await jpegOf(frame, 'displayWidth' in frame ? frame.displayWidth : frame.width, 'displayHeight' in frame ? frame.displayHeight : frame.height, quality.frame)
    return bytes === undefined ? null : await shrunk(bytes, type ?? '')
  } catch {
    return bytes ?? null // a format this browser cannot read goes as it is
  }
}

addEventListener('message', (event: MessageEvent<Asked>) => {
  void answer(event.data).then((bytes) => {
    const answered: Answered = { key: event.data.key, bytes }
    ;(self as unknown as DedicatedWorkerGlobalScope).postMessage(answered, bytes === null ? [] : [bytes])
  })
})

interface DedicatedWorkerGlobalScope { postMessage: (message: unknown, moved: Transferable[]) => void }
